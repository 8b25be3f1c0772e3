package data

import (
	"errors"
	"fmt"
	"math/bits"
)

// ErrSet is wrapped where the parts of a data set contradict each other.
var ErrSet = errors.New("inconsistent data set")

// Set is a labelled set of images, held as bytes.
type Set struct {
	Name          string
	Height, Width int    // of each image, in pixels
	Classes       int    // labels are 0 to Classes-1
	Pixels        []byte // (examples, Height, Width), row-major; 0 is background
	Labels        []byte // (examples)
}

// Len returns the number of examples.
func (s *Set) Len() int { return len(s.Labels) }

// Size returns the number of pixels of an image, Height*Width.
func (s *Set) Size() int { return s.Height * s.Width }

// Image returns the pixels of example i, row-major: a view, not a copy.
func (s *Set) Image(i int) []byte {
	size := s.Size()
	return s.Pixels[i*size : (i+1)*size : (i+1)*size]
}

// Slice returns the examples lo to hi-1: a view, not a copy. Like a slice
// expression it panics unless 0 <= lo <= hi <= Len.
func (s *Set) Slice(lo, hi int) *Set {
	view, size := *s, s.Size()
	view.Labels = s.Labels[lo:hi:hi]
	view.Pixels = s.Pixels[lo*size : hi*size : hi*size]
	return &view
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

// Check returns an error that wraps ErrSet unless there are as many images as
// labels, each of Height x Width pixels, and every label is below Classes. The
// other methods rely on it: a set made by hand wants one call.
func (s *Set) Check() error {
	if err := s.check(); err != nil {
		return fmt.Errorf("data: %s: %w", s.Name, err)
	}
	return nil
}

func (s *Set) check() error {
	if s.Height < 0 || s.Width < 0 || s.Len() > 0 && (s.Height == 0 || s.Width == 0) {
		return fmt.Errorf("%w: images are %d x %d pixels, want at least 1 x 1", ErrSet, s.Height, s.Width)
	}
	overflow, size := bits.Mul64(uint64(s.Height), uint64(s.Width))
	overflows, total := bits.Mul64(size, uint64(s.Len()))
	if overflow != 0 || overflows != 0 || total != uint64(len(s.Pixels)) {
		return fmt.Errorf("%w: %d bytes of pixels, want %d images of %d x %d",
			ErrSet, len(s.Pixels), s.Len(), s.Height, s.Width)
	}
	for i, label := range s.Labels {
		if int(label) >= s.Classes {
			return fmt.Errorf("%w: label of example %d is %d, want 0 to %d", ErrSet, i, label, s.Classes-1)
		}
	}
	return nil
}
