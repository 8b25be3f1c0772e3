package data

import (
	"errors"
	"fmt"
	"slices"
)

// ErrSet is wrapped where the parts of a data set contradict each other.
var ErrSet = errors.New("inconsistent data set")

// Set is a set of examples: images as bytes, or rows of numbers, such as a table
// has. Beside them are labels, or numbers to predict, or both, or neither. Exactly
// one of Pixels and Values is given; a table is Height 1 and as wide as its rows.
type Set struct {
	Name          string
	Height, Width int       // of each example: an image's pixels, or 1 and a row's numbers
	Classes       int       // labels are 0 to Classes-1; 0: there are no labels
	ClassNames    []string  // what the classes are called, for people; nil: by their numbers
	Pixels        []byte    // (examples, Height, Width), row-major; 0 is background
	Values        []float32 // (examples, Height, Width), row-major
	Labels        []byte    // (examples)
	Outputs       int       // numbers to predict of each example; 0: none
	Targets       []float32 // (examples, Outputs), row-major
	Columns       []string  // what a table's heading calls its Values; nil: it has none
	Target        string    // and what is to be predicted
}

// Len returns the number of examples.
func (s *Set) Len() int {
	if size := s.Size(); size > 0 {
		return (len(s.Pixels) + len(s.Values)) / size
	}
	return len(s.Labels)
}

// Size returns the number of pixels or values of an example, Height*Width.
func (s *Set) Size() int { return s.Height * s.Width }

// Image returns the pixels of example i, row-major: a view, not a copy.
func (s *Set) Image(i int) []byte { return row(s.Pixels, i, s.Size()) }

// row returns row i of a matrix: a view, to which nothing can be appended.
func row[T any](values []T, i, width int) []T {
	return values[i*width : (i+1)*width : (i+1)*width]
}

// Slice returns the examples lo to hi-1: a view, not a copy. Like a slice
// expression it panics unless 0 <= lo <= hi <= Len.
func (s *Set) Slice(lo, hi int) *Set {
	view := *s
	view.Pixels = rows(s.Pixels, lo, hi, s.Size())
	view.Values = rows(s.Values, lo, hi, s.Size())
	view.Labels = rows(s.Labels, lo, hi, 1)
	view.Targets = rows(s.Targets, lo, hi, s.Outputs)
	return &view
}

// rows returns rows lo to hi-1, or nothing of what a set does not have.
func rows[T any](values []T, lo, hi, width int) []T {
	if values == nil {
		return nil
	}
	return values[lo*width : hi*width : hi*width]
}

// Join returns the examples of sets that are alike, one after the other, a copy. It is
// called as the last, and has its classes.
func Join(sets ...*Set) *Set {
	all := *sets[len(sets)-1]
	all.Pixels = joined(sets, func(s *Set) []byte { return s.Pixels })
	all.Values = joined(sets, func(s *Set) []float32 { return s.Values })
	all.Labels = joined(sets, func(s *Set) []byte { return s.Labels })
	all.Targets = joined(sets, func(s *Set) []float32 { return s.Targets })
	return &all
}

// joined is nil where no set has any.
func joined[T any](sets []*Set, of func(*Set) []T) []T {
	parts := make([][]T, len(sets))
	for i, s := range sets {
		parts[i] = of(s)
	}
	return slices.Concat(parts...)
}

// Tail splits off the last n examples, which Keras' validation_split takes too.
// Both sets are views. n must be 0 to Len.
func (s *Set) Tail(n int) (head, tail *Set, err error) {
	if n < 0 || n > s.Len() {
		return nil, nil, fmt.Errorf("data: tail of %s: got %d examples, want 0 to %d", s.Name, n, s.Len())
	}
	cut := s.Len() - n
	return s.Slice(0, cut), s.Slice(cut, s.Len()), nil
}
