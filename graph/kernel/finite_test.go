package kernel

import (
	"math"
	"testing"
)

func TestAllFinite(t *testing.T) {
	eachISA(t, func(t *testing.T) { testAllFinite[float32](t, math.MaxFloat32, math.SmallestNonzeroFloat32) })
	t.Run("float64", func(t *testing.T) { testAllFinite[float64](t, math.MaxFloat64, math.SmallestNonzeroFloat64) })
}

// testAllFinite puts each kind of number at each place of each length.
func testAllFinite[T Float](t *testing.T, largest, smallest T) {
	for _, n := range lengths {
		x := normal[T](1, n)
		if !AllFinite(x) {
			t.Fatalf("%d elements are finite", n)
		}
		for i, was := range x {
			for _, v := range []T{largest, -largest, smallest, -smallest, 0} {
				if x[i] = v; !AllFinite(x) {
					t.Fatalf("element %d of %d: %v is finite", i, n, v)
				}
			}
			for _, v := range []float64{math.Inf(1), math.Inf(-1), math.NaN(), -math.NaN()} {
				if x[i] = T(v); AllFinite(x) {
					t.Fatalf("element %d of %d: %v is not finite", i, n, v)
				}
			}
			x[i] = was
		}
	}
	x := normal[T](1, 100)
	noAllocations(t, func() { AllFinite(x) })
}

func BenchmarkAllFinite(b *testing.B) {
	const n = 784 * 512
	x := normal[float32](1, n)
	b.SetBytes(4 * n)
	for range b.N {
		AllFinite(x)
	}
}
