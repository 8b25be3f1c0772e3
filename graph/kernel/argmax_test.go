package kernel

import (
	"math"
	"testing"
)

func TestArgMax(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, test := range []struct {
		x    []float64
		want int
	}{
		{nil, -1},
		{[]float64{-3}, 0},
		{[]float64{1, 5, 2}, 1},
		{[]float64{1, 5, 5}, 1},
		{[]float64{-inf, -inf}, 0},
		{[]float64{1, inf, 3}, 1},
		{[]float64{nan, 1}, -1},
		{[]float64{1, nan}, -1},
		{[]float64{math.Copysign(0, -1), 0}, 0},
	} {
		if got := argMax(test.x); got != test.want {
			t.Errorf("ArgMax(%v) is %d, want %d", test.x, got, test.want)
		}
	}
}

func TestCorrect(t *testing.T) {
	logits := []float32{
		1, 5, 2, // right
		1, 5, 5, // right: the first of equals
		1, 5, 5, // wrong: the second
		9, 0, 0, // wrong
		float32(math.NaN()), 0, 0, // diverged, so never right
		float32(math.NaN()), 0, 0, // not even by the label that stands for no class
		9, 0, 0, // a label out of range
	}
	labels := []int32{1, 1, 2, 1, 0, -1, 3}
	if got := Correct(7, 3, logits, labels); got != 2 {
		t.Errorf("%d are right, want 2", got)
	}
	noAllocations(t, func() { Correct(7, 3, logits, labels) })
}

func BenchmarkCorrect(b *testing.B) {
	x, labels := normal[float32](1, 1280), someLabels(128, 10)
	b.SetBytes(4 * 1280)
	for range b.N {
		Correct(128, 10, x, labels)
	}
}
