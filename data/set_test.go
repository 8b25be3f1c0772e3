package data

import (
	"bytes"
	"errors"
	"math"
	"testing"
)

// sample has n images of 2x3 pixels: pixel j of image i is 10*i + j + 1, its
// label i modulo 4.
func sample(n int) *Set {
	s := &Set{Name: "sample", Height: 2, Width: 3, Classes: 4}
	for i := range n {
		for j := range 6 {
			s.Pixels = append(s.Pixels, byte(10*i+j+1))
		}
		s.Labels = append(s.Labels, byte(i%4))
	}
	return s
}

func TestSetViews(t *testing.T) {
	s := sample(9)
	if s.Len() != 9 || s.Size() != 6 {
		t.Fatalf("got %d images of %d pixels, want 9 of 6", s.Len(), s.Size())
	}
	middle := s.Slice(2, 5)
	if middle.Len() != 3 || middle.Classes != 4 || middle.Name != "sample" {
		t.Errorf("Slice(2, 5) is %+v", middle)
	}
	if got, want := middle.Image(1), []byte{31, 32, 33, 34, 35, 36}; !bytes.Equal(got, want) {
		t.Errorf("its image 1 is %v, want %v", got, want)
	}
	_ = append(middle.Pixels, 99)
	_ = append(middle.Labels, 99)
	_ = append(middle.Image(2), 99)
	if s.Pixels[30] != 51 || s.Labels[5] != 1 {
		t.Error("appending to a view wrote into the set")
	}
	middle.Pixels[0] = 200
	if s.Image(2)[0] != 200 {
		t.Error("Slice copied")
	}
}

func TestSetTail(t *testing.T) {
	s := sample(5)
	for n := range 6 {
		head, tail, err := s.Tail(n)
		if err != nil || head.Len() != 5-n || tail.Len() != n {
			t.Fatalf("Tail(%d) has %d and %d examples, error %v", n, head.Len(), tail.Len(), err)
		}
		if n > 0 && tail.Image(0)[0] != byte(10*(5-n)+1) {
			t.Errorf("Tail(%d) begins with %v", n, tail.Image(0))
		}
	}
	for _, n := range []int{-1, 6, math.MaxInt} {
		if _, _, err := s.Tail(n); err == nil {
			t.Errorf("Tail(%d) of 5: no error", n)
		}
	}
}

func TestSetCheck(t *testing.T) {
	if err := sample(4).Check(); err != nil {
		t.Error(err)
	}
	if err := new(Set).Check(); err != nil {
		t.Errorf("the empty set: %v", err)
	}
	for name, spoil := range map[string]func(s *Set){
		"a pixel too few":  func(s *Set) { s.Pixels = s.Pixels[1:] },
		"a pixel too many": func(s *Set) { s.Pixels = append(s.Pixels, 0) },
		"a label too few":  func(s *Set) { s.Labels = s.Labels[1:] },
		"label beyond":     func(s *Set) { s.Labels[2] = 4 },
		"no classes":       func(s *Set) { s.Classes = 0 },
		"negative height":  func(s *Set) { s.Height, s.Width = -2, -3 },
		"no pixels":        func(s *Set) { s.Height, s.Pixels = 0, nil },
		"overflowing size": func(s *Set) { s.Height, s.Width, s.Pixels = math.MaxInt, math.MaxInt, nil },
		"overflowing total": func(s *Set) { // 4 times 2^62 is 0 modulo 2^64
			s.Height, s.Width, s.Pixels = math.MaxInt/2+1, 1, nil
		},
	} {
		s := sample(4)
		spoil(s)
		if err := s.Check(); !errors.Is(err, ErrSet) {
			t.Errorf("%s: got error %v, want ErrSet", name, err)
		}
	}
}
