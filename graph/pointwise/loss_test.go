package pointwise

import (
	"math"
	"testing"
)

// The sums and the derivatives against the formulas in float64, of any number of elements;
// at a difference of 0 the absolute error has the derivative 0.
func TestLosses(t *testing.T) {
	sigmoid := func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
	for name, c := range map[string]struct {
		f            func(y, t, d []float32) float32
		value, slope func(y, t float64) float64
	}{
		"SquaredError": {SquaredError, func(y, t float64) float64 { return (y - t) * (y - t) }, func(y, t float64) float64 { return 2 * (y - t) }},
		"AbsoluteError": {AbsoluteError, func(y, t float64) float64 { return math.Abs(y - t) }, func(y, t float64) float64 {
			if y == t {
				return 0
			}
			return math.Copysign(1, y-t)
		}},
		"BinaryCrossentropy": {
			BinaryCrossentropy,
			func(y, t float64) float64 { return t*math.Log1p(math.Exp(-y)) + (1-t)*math.Log1p(math.Exp(y)) },
			func(y, t float64) float64 { return sigmoid(y) - t },
		},
	} {
		for _, n := range []int{0, 1, 7, 8, 20, 100, Block} {
			y, target, d := make([]float32, n), make([]float32, n), make([]float32, n+1)
			want := 0.0
			for i := range n {
				y[i], target[i] = float32(i-n/2)/4, float32(i%5)/4
				want += c.value(float64(y[i]), float64(target[i]))
			}
			if got := float64(c.f(y, target, d[:n])); !(math.Abs(got-want) <= 1e-6*math.Max(1, want)) {
				t.Errorf("%s of %d: got %v, want %v", name, n, got, want)
			}
			for i := range n {
				if want := c.slope(float64(y[i]), float64(target[i])); !(math.Abs(float64(d[i])-want) <= 3e-7*math.Max(1, math.Abs(want))) {
					t.Errorf("%s' of %v and %v: got %v, want %v", name, y[i], target[i], d[i], want)
				}
			}
			if d[n] != 0 {
				t.Errorf("%s of %d writes beyond", name, n)
			}
		}
		nan := []float32{float32(math.NaN())}
		if got := c.f(nan, []float32{1}, []float32{0}); !math.IsNaN(float64(got)) {
			t.Errorf("%s of NaN is %v", name, got)
		}
		var y, d [Block]float32
		if n := testing.AllocsPerRun(10, func() { c.f(y[:], y[:], d[:]) }); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}
