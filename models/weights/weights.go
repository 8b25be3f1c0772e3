// Package weights is what every file format of weights has in common: arrays
// with a name.
package weights

import (
	"cmp"
	"fmt"
	"slices"

	"digits/models/dtype"
)

// Array is a named array of float32, row-major.
type Array struct {
	Name   string
	Shape  []int
	Values []float32

	Type dtype.Type // of the values in the file that they were read from; empty is float32, as all are written
}

// Saved returns a type as Array has it.
func Saved(t dtype.Type) dtype.Type {
	if t == dtype.Float32 {
		return ""
	}
	return t
}

// SavedType returns the type that the values had in a file.
func (a Array) SavedType() dtype.Type { return cmp.Or(a.Type, dtype.Float32) }

// Size returns the number of elements of a shape. It is an error if a
// dimension is negative or if the elements exceed limit, so that a reader can
// check a shape from a file before it allocates.
func Size(shape []int, limit int) (int, error) {
	n := 1
	for _, d := range shape {
		if d < 0 {
			return 0, fmt.Errorf("weights: shape %v has a negative dimension", shape)
		}
	}
	if slices.Contains(shape, 0) {
		return 0, nil
	}
	for _, d := range shape {
		if n > limit/d {
			return 0, fmt.Errorf("weights: shape %v has more than %d elements", shape, limit)
		}
		n *= d
	}
	return n, nil
}

// Check reports an array whose values are not as many as its shape says.
func (a Array) Check() error {
	n, err := Size(a.Shape, len(a.Values))
	if err != nil || n != len(a.Values) {
		return fmt.Errorf("weights: %s: got %d values, want those of shape %v", a.Name, len(a.Values), a.Shape)
	}
	return nil
}
