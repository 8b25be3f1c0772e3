package kernel

import (
	"math"
	"runtime"
	"slices"
	"testing"
)

// TestNoiseStatistics checks, within four standard deviations, the moments of a normal distribution and the shares
// within one, two and three deviations (68.27, 95.45 and 99.73 %), and that what neighbours, other streams, steps and
// dropout masks hold is uncorrelated.
func TestNoiseStatistics(t *testing.T) {
	const n = 200000
	draw := func(key DropoutKey) []float64 {
		z := make([]float64, n)
		Noise(z, z, 1, key)
		return z
	}
	z := draw(DropoutKey{Seed: 1})
	near := func(what string, got, want, deviation float64) {
		t.Helper()
		if math.Abs(got-want) > 4*deviation/math.Sqrt(n) {
			t.Errorf("%s is %v, want %v", what, got, want)
		}
	}
	moment := func(f func(i int) float64) (sum float64) {
		for i := range z {
			sum += f(i) / n
		}
		return sum
	}
	near("mean", moment(func(i int) float64 { return z[i] }), 0, 1)
	near("variance", moment(func(i int) float64 { return z[i] * z[i] }), 1, math.Sqrt2)
	near("third moment", moment(func(i int) float64 { return z[i] * z[i] * z[i] }), 0, math.Sqrt(15))
	near("fourth moment", moment(func(i int) float64 { return math.Pow(z[i], 4) }), 3, math.Sqrt(96))
	for within, want := range []float64{0, .682689, .954500, .997300} {
		near("share", moment(func(i int) float64 {
			if math.Abs(z[i]) < float64(within) {
				return 1
			}
			return 0
		}), want, math.Sqrt(want*(1-want))+1e-3)
	}
	for name, other := range map[string][]float64{
		"stream":  draw(DropoutKey{Seed: 1, Stream: 1}),
		"step":    draw(DropoutKey{Seed: 1, Step: 1}),
		"seed":    draw(DropoutKey{Seed: 2}),
		"next":    append(z[1:n:n], z[0]),
		"partner": append(z[line/2:n:n], z[:line/2]...),
	} {
		near("correlation with the "+name, moment(func(i int) float64 { return z[i] * other[i] }), 0, 1)
	}
	m := mask(n, 0.5, DropoutKey{Seed: 1})
	near("correlation with a dropout", moment(func(i int) float64 { return z[i] * z[i] * (float64(m[i]) - 1) }), 0, math.Sqrt(3))
}

// TestNoiseIsAFunctionOfTheElement checks that a prefix, one core, two, and both types hold the same numbers, scaled
// by the deviation and added to x.
func TestNoiseIsAFunctionOfTheElement(t *testing.T) {
	key := DropoutKey{Seed: 3, Stream: 4, Step: 5}
	zero := make([]float64, 5003)
	z, part := make([]float64, 5003), make([]float64, 77)
	Noise(zero, z, 1, key)
	Noise(zero[:77], part, 1, key)
	if !slices.Equal(part, z[:77]) {
		t.Error("a prefix differs")
	}
	x := normal[float32](1, 5003)
	y, intact := guarded[float32](5003)
	for cores := 1; cores <= 2; cores++ {
		old := runtime.GOMAXPROCS(cores)
		Noise(x, y, 0.3, key)
		runtime.GOMAXPROCS(old)
		intact(t)
		for i := range y {
			if want := float32(float64(x[i]) + 0.3*z[i]); y[i] != want {
				t.Fatalf("%d cores: element %d is %v, want %v", cores, i, y[i], want)
			}
		}
	}
	Noise(x, x, 0.3, key)
	sameBits(t, "in place", x, y)
}
