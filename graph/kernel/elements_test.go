package kernel

import (
	"math"
	"testing"
)

func TestElements(t *testing.T) { eachISA(t, testElements) }

// Go's own operators, element by element, bit for bit, also in place.
func testElements(t *testing.T) {
	for _, n := range lengths {
		a, b := withStrange(1, normal[float32](1, n)), withStrange(2, normal[float32](2, n))
		for name, c := range map[string]struct {
			block func(dst, a, b []float32)
			of    func(a, b float32) float32
		}{
			"sum":        {AddBlock, func(a, b float32) float32 { return a + b }},
			"difference": {SubBlock, func(a, b float32) float32 { return a - b }},
			"product":    {MulBlock, func(a, b float32) float32 { return a * b }},
			"quotient":   {DivBlock, func(a, b float32) float32 { return a / b }},
			"root":       {func(dst, a, _ []float32) { SqrtBlock(dst, a) }, func(a, _ float32) float32 { return float32(math.Sqrt(float64(a))) }},
		} {
			dst, intact := guarded[float32](n)
			want := make([]float32, n)
			for i := range want {
				want[i] = c.of(a[i], b[i])
			}
			c.block(dst, a, b)
			intact(t)
			sameBits(t, name, dst, want)
			x := append([]float32(nil), a...)
			c.block(x, x, b)
			sameBits(t, name+" in place", x, want)
		}
	}
}
