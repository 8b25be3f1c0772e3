package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

// lengths are the edges of the vectors: none, one, around 8, 16, 32 and 64 elements, and many.
var lengths = []int{0, 1, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 127, 1003}

// canary stands around the outputs, and must stay.
const canary = -12345.75

// guarded returns n elements, and a check that what lies beside them was not written.
func guarded[T Float](n int) (s []T, intact func(t *testing.T)) {
	const margin = 64
	all := make([]T, n+2*margin)
	for i := range all {
		all[i] = canary
	}
	return all[margin : margin+n : margin+n], func(t *testing.T) {
		t.Helper()
		for i, v := range all {
			if (i < margin || i >= margin+n) && v != canary {
				t.Fatalf("element %d of %d was overwritten with %v", i-margin, n, v)
			}
		}
	}
}

// normal returns n normally distributed elements.
func normal[T Float](seed uint64, n int) []T {
	random := rand.New(rand.NewPCG(seed, 1))
	x := make([]T, n)
	for i := range x {
		x[i] = T(random.NormFloat64())
	}
	return x
}

// strange is what rounding, comparing and adding go wrong with.
var strange = []float64{
	0, math.Copysign(0, -1), 1, -1, 1000, -1000, 1e-40, -1e-40, math.SmallestNonzeroFloat32, math.MaxFloat32,
	-math.MaxFloat32, math.Inf(1), math.Inf(-1), math.NaN(),
}

// withStrange returns x with strange values strewn in.
func withStrange[T Float](seed uint64, x []T) []T {
	random := rand.New(rand.NewPCG(seed, 2))
	for i := range x {
		if random.IntN(4) == 0 {
			x[i] = T(strange[random.IntN(len(strange))])
		}
	}
	return x
}

// sameBits fails unless got is want, bit for bit, but for the sign and payload of NaNs, which IEEE 754 leaves open.
func sameBits[T Float](t *testing.T, what string, got, want []T) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d elements, want %d", what, len(got), len(want))
	}
	for i, g := range got {
		w := want[i]
		if (g == g || w == w) && math.Float64bits(float64(g)) != math.Float64bits(float64(w)) {
			t.Fatalf("%s: element %d is %v, want %v", what, i, g, w)
		}
	}
}

// noAllocations fails if f allocates.
func noAllocations(t *testing.T, f func()) {
	t.Helper()
	if n := testing.AllocsPerRun(10, f); n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
}
