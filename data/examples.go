package data

import (
	"fmt"
	"slices"
)

// examples are a portion of a data set as its form holds it: labels numbered as
// they came, bytes or floats as they were found.
type examples struct {
	path          string // of the file, for messages
	height, width int
	pixels        []byte
	coding        coding // of the pixels
	values        []float32
	labels        []byte // by the order in which their classes came
	outputs       int
	targets       []float32
	columns       []string // of a table with a heading
	target        string
}

func (e *examples) size() int { return e.height * e.width }

// len returns the number of examples; a nil portion has none.
func (e *examples) len() int {
	if e == nil || e.size() == 0 {
		return 0
	}
	return (len(e.pixels) + len(e.values)) / e.size()
}

func (e *examples) labelled() bool { return e.labels != nil || e.targets != nil }

// toValues turns bytes into the numbers that they stand for.
func (e *examples) toValues() {
	if e.pixels != nil {
		e.values, e.pixels = floatsOf(e.pixels, len(e.pixels), e.coding), nil
	}
}

// set makes a set. Its classes are still to be set.
func (e *examples) set(name string) *Set {
	return &Set{
		Name: name, Height: e.height, Width: e.width, Pixels: e.pixels, Values: e.values,
		Labels: e.labels, Outputs: e.outputs, Targets: e.targets, Columns: e.columns, Target: e.target,
	}
}

// joined appends the examples of another portion.
func (e *examples) joined(more *examples) (*examples, error) {
	if e == nil || more == nil {
		return e, nil
	}
	if err := e.alike(more); err != nil {
		return nil, err
	}
	e.pixels, e.values = slices.Concat(e.pixels, more.pixels), slices.Concat(e.values, more.values)
	e.labels, e.targets = slices.Concat(e.labels, more.labels), slices.Concat(e.targets, more.targets)
	return e, nil
}

// alike returns an error unless both portions have examples of one size. If one of
// them has floats, both get them.
func (e *examples) alike(other *examples) error {
	if e.height != other.height || e.width != other.width {
		return fmt.Errorf("%s: %w: examples are %d x %d, want %d x %d, as in %s",
			other.path, ErrSet, other.height, other.width, e.height, e.width, e.path)
	}
	if e.outputs != other.outputs && other.labelled() {
		return fmt.Errorf("%s: %w: %d numbers to predict, want %d, as in %s", other.path, ErrSet, other.outputs, e.outputs, e.path)
	}
	if e.values != nil || other.values != nil || e.coding != other.coding {
		e.toValues()
		other.toValues()
	}
	return nil
}

// Rows of numbers are taken for square images if they are bytes, and at least so
// many, and one of them is bright.
const (
	minSide = 6
	bright  = 128
)

// squareSide returns the side of a square image of n pixels, or 0.
func squareSide(n int) int {
	for side := minSide; side*side <= n; side++ {
		if side*side == n {
			return side
		}
	}
	return 0
}
