package hdf5

import (
	"fmt"
	"math"

	"digits/models/weights"
)

// maxRank is HDF5's own limit, H5S_MAX_RANK.
const maxRank = 32

// parseDataspace returns the shape that a dataspace message has; a scalar's is
// empty, and "no data at all" is the shape (0) (section "Dataspace Message").
func parseDataspace(data []byte, where string) ([]int, error) {
	c := &cursor{rest: data}
	version, rank := c.u8(), int(c.u8())
	c.bytes(1) // whether there are maximal dimensions
	null := false
	switch version {
	case 1:
		c.bytes(5)
	case 2:
		null = c.u8() == 2
	default:
		return nil, fmt.Errorf("hdf5: %s: got dataspace version %d, want 1 or 2: %w", where, version, ErrUnsupported)
	}
	if rank > maxRank {
		return nil, fmt.Errorf("hdf5: %s: got %d dimensions, want at most %d: %w", where, rank, maxRank, ErrMalformed)
	}
	if null {
		return []int{0}, nil
	}
	shape := make([]int, rank)
	for i := range shape {
		d := c.u64()
		if d > math.MaxInt {
			return nil, fmt.Errorf("hdf5: %s: got dimension %d: %w", where, d, ErrMalformed)
		}
		shape[i] = int(d)
	}
	return shape, c.err(where + ": dataspace")
}

// elements returns how many elements a shape has, if all of them, size bytes
// each, can be within limit bytes.
func elements(shape []int, size uint64, limit int, where string) (int, error) {
	n, err := weights.Size(shape, limit/int(max(size, 1)))
	if err != nil {
		return 0, fmt.Errorf("hdf5: %s: got shape %v of %d bytes each, want at most %d bytes in all: %w", where, shape, size, limit, ErrLimit)
	}
	return n, nil
}
