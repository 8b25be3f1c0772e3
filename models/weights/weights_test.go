package weights

import (
	"math"
	"testing"
)

func TestSize(t *testing.T) {
	for _, c := range []struct {
		shape []int
		want  int
		fails bool
	}{
		{nil, 1, false},
		{[]int{784, 10}, 7840, false},
		{[]int{0, 1 << 40}, 0, false},
		{[]int{5, 0}, 0, false},
		{[]int{0, -1}, 0, true},
		{[]int{-1, 2}, 0, true},
		{[]int{101, 100}, 0, true},
		{[]int{math.MaxInt, 2}, 0, true},
		{[]int{1 << 32, 1 << 32}, 0, true},
	} {
		got, err := Size(c.shape, 10000)
		if (err != nil) != c.fails || (!c.fails && got != c.want) {
			t.Errorf("Size(%v) = %d, %v, want %d, an error: %v", c.shape, got, err, c.want, c.fails)
		}
	}
}

func TestCheck(t *testing.T) {
	if err := (Array{Name: "w", Shape: []int{2, 3}, Values: make([]float32, 6)}).Check(); err != nil {
		t.Error(err)
	}
	for _, n := range []int{0, 5, 7} {
		if err := (Array{Name: "w", Shape: []int{2, 3}, Values: make([]float32, n)}).Check(); err == nil {
			t.Errorf("%d values pass for shape (2, 3)", n)
		}
	}
}
