package kernel

import "testing"

func TestMul(t *testing.T) { eachISA(t, testMul) }

func testMul(t *testing.T) {
	for _, n := range lengths {
		a, b := withStrange(1, normal[float32](1, n)), withStrange(2, normal[float32](2, n))
		dst, intact := guarded[float32](n)
		want := make([]float32, n)
		for i := range want {
			want[i] = a[i] * b[i]
		}
		Mul(dst, a, b)
		intact(t)
		sameBits(t, "product", dst, want)
		Mul(a, a, b)
		sameBits(t, "product in place", a, want)
	}
	x := []float64{3, -0.5}
	Mul(x, x, x)
	sameBits(t, "float64", x, []float64{9, 0.25})
	noAllocations(t, func() { Mul(x, x, x) })
}

func BenchmarkMul(b *testing.B) {
	const n = 128 * 512
	x, y, z := normal[float32](1, n), normal[float32](2, n), make([]float32, n)
	b.SetBytes(12 * n)
	for range b.N {
		Mul(z, x, y)
	}
}
