package data

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// What is wrong with an IDX file, or with an Array that is to become one. The
// errors of ReadIDX and WriteIDX wrap one of these; errors of the reader or
// writer below them are wrapped as they are.
var (
	ErrMagic     = errors.New("not IDX of unsigned bytes")
	ErrDimension = errors.New("impossible dimension")
	ErrTooLarge  = errors.New("too large")
	ErrTruncated = errors.New("truncated")
	ErrTrailing  = errors.New("bytes after the end")
	ErrGzip      = errors.New("damaged gzip stream")
)

// The IDX header is two zero bytes, the type of the values, the number of
// dimensions, then each dimension as a signed big-endian integer of 4 bytes;
// the values follow, last dimension fastest. Source: yann.lecun.com/exdb/mnist,
// "The IDX file format".
const (
	typeUnsigned = 0x08
	maxRank      = 8
	// maxValues leaves room for twice the largest set of this kind, EMNIST
	// ByClass (697,932 images of 28x28, 547 MB).
	maxValues = 1 << 30
)

// Array is the content of an IDX file of unsigned bytes.
type Array struct {
	Shape  []int  // 1 to 8 dimensions, outermost first
	Values []byte // row-major, as many as the product of Shape
}

// WriteIDX writes an array in IDX form, uncompressed. It writes nothing if the
// array's shape is impossible, or is not that of its values.
func WriteIDX(w io.Writer, a *Array) error {
	total, err := checkShape(a.Shape)
	if err != nil {
		return fmt.Errorf("data: idx: %w", err)
	}
	if total != len(a.Values) {
		return fmt.Errorf("data: idx: %w: shape %v has %d values, got %d",
			ErrDimension, a.Shape, total, len(a.Values))
	}
	header := []byte{0, 0, typeUnsigned, byte(len(a.Shape))}
	for _, dimension := range a.Shape {
		header = binary.BigEndian.AppendUint32(header, uint32(dimension))
	}
	for _, part := range [][]byte{header, a.Values} {
		if _, err := w.Write(part); err != nil {
			return fmt.Errorf("data: idx: write: %w", err)
		}
	}
	return nil
}

// checkShape returns the number of values of a shape.
func checkShape(shape []int) (int, error) {
	if len(shape) < 1 || len(shape) > maxRank {
		return 0, fmt.Errorf("%w: got %d dimensions, want 1 to %d", ErrDimension, len(shape), maxRank)
	}
	total := 1
	for i, dimension := range shape {
		if dimension < 0 || dimension > math.MaxInt32 {
			return 0, fmt.Errorf("%w: dimension %d is %d, want 0 to %d", ErrDimension, i, dimension, math.MaxInt32)
		}
		// Divided, not multiplied: the product may not fit an int.
		if dimension > 0 && total > maxValues/dimension {
			return 0, fmt.Errorf("%w: shape %v, want at most %d values", ErrTooLarge, shape, maxValues)
		}
		total *= dimension
	}
	return total, nil
}
