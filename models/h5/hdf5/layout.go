package hdf5

import "fmt"

// Layout classes (section "Data Layout Message").
const (
	layoutCompact    = 0
	layoutContiguous = 1
	layoutChunked    = 2
)

// layout is where a dataset's values are.
type layout struct {
	class   uint8
	compact []byte
	address uint64   // of the values, or of the b-tree of chunks
	chunk   []uint64 // a chunk's shape, and an element's bytes
	filters []filter
}

func parseLayout(data []byte, where string) (layout, error) {
	c := &cursor{rest: data}
	var l layout
	version := c.u8()
	switch version {
	case 1, 2:
		l.old(c)
	case 3, 4:
		l.class = c.u8()
		l.current(c)
	default:
		return l, fmt.Errorf("hdf5: %s: got layout version %d, want 1 to 4: %w", where, version, ErrUnsupported)
	}
	if l.class > layoutChunked || (version == 4 && l.class == layoutChunked) {
		return l, fmt.Errorf("hdf5: %s: got layout class %d of version %d: save with h5py's default libver: %w", where, l.class, version, ErrUnsupported)
	}
	return l, c.err(where + ": layout")
}

// old reads versions 1 and 2.
func (l *layout) old(c *cursor) {
	rank := int(c.u8())
	l.class = c.u8()
	c.bytes(5)
	if l.class != layoutCompact {
		l.address = c.u64()
	}
	dimensions := dimensions(c, rank)
	switch l.class {
	case layoutChunked:
		l.chunk = dimensions
	case layoutCompact:
		l.compact = c.bytes(uint64(c.u32()))
	}
}

// current reads versions 3 and 4.
func (l *layout) current(c *cursor) {
	switch l.class {
	case layoutCompact:
		l.compact = c.bytes(uint64(c.u16()))
	case layoutContiguous:
		l.address = c.u64()
	case layoutChunked:
		rank := int(c.u8())
		l.address = c.u64()
		l.chunk = dimensions(c, rank)
	}
}

func dimensions(c *cursor, rank int) []uint64 {
	d := make([]uint64, rank)
	for i := range d {
		d[i] = uint64(c.u32())
	}
	return d
}
