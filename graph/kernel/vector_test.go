package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

// lengths are the edges of the vectors: none, one, around 8, 16, 32 and 64 elements, and many.
var lengths = []int{0, 1, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 127, 1003}

// guarded is fenced with a check that fails the test.
func guarded[T Float](n int) (x []T, intact func(t *testing.T)) {
	x, ok := fenced[T](n)
	return x, func(t *testing.T) {
		t.Helper()
		if !ok() {
			t.Fatalf("written beside the %d elements", n)
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
