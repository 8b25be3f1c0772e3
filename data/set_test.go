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

// table has n rows of the numbers i and i+1/2, a label and the targets -i, 10i and
// 100i.
func table(n int) *Set {
	s := &Set{Name: "table", Height: 1, Width: 2, Classes: 2, Outputs: 3}
	for i := range n {
		x := float32(i)
		s.Values = append(s.Values, x, x+.5)
		s.Labels = append(s.Labels, byte(i%2))
		s.Targets = append(s.Targets, -x, 10*x, 100*x)
	}
	return s
}

func TestTableViews(t *testing.T) {
	s := table(5)
	head, tail, err := s.Tail(2)
	if err != nil || s.Len() != 5 || head.Len() != 3 || tail.Len() != 2 {
		t.Fatalf("got %d rows, parted into %d and %d, error %v", s.Len(), head.Len(), tail.Len(), err)
	}
	if tail.Values[0] != 3 || tail.Labels[0] != 1 || tail.Targets[1] != 30 || tail.Pixels != nil {
		t.Errorf("the tail is %+v", tail)
	}
	if err := tail.Check(); err != nil {
		t.Error(err)
	}
	unlabelled := &Set{Height: 2, Width: 1, Pixels: make([]byte, 6)}
	if part := unlabelled.Slice(1, 3); unlabelled.Check() != nil || part.Len() != 2 || part.Labels != nil {
		t.Errorf("without labels: %v, %+v", unlabelled.Check(), part)
	}
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

func TestTableCheck(t *testing.T) {
	for name, spoil := range map[string]func(s *Set){
		"pixels and values":  func(s *Set) { s.Pixels = make([]byte, len(s.Values)) },
		"a value too few":    func(s *Set) { s.Values = s.Values[1:] },
		"a target too many":  func(s *Set) { s.Targets = append(s.Targets, 1) },
		"no outputs":         func(s *Set) { s.Outputs = 0 },
		"negative outputs":   func(s *Set) { s.Outputs, s.Targets = -3, nil },
		"no labels":          func(s *Set) { s.Labels = nil },
		"no classes":         func(s *Set) { s.Classes = 0 },
		"a name too few":     func(s *Set) { s.ClassNames = []string{"cat"} },
		"overflowing output": func(s *Set) { s.Outputs, s.Targets = math.MaxInt/2+1, nil },
	} {
		s := table(4)
		if err := s.Check(); err != nil {
			t.Fatal(err)
		}
		spoil(s)
		if err := s.Check(); !errors.Is(err, ErrSet) {
			t.Errorf("%s: got error %v, want ErrSet", name, err)
		}
	}
}
