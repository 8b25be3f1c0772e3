package kernel

import (
	"math/rand/v2"
	"testing"
)

// Nothing is read or written outside the slices.
func TestConvStaysInsideItsSlices(t *testing.T) {
	eachISA(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(7, 8))
		for range 40 {
			c, n := randomConv(r), 1+r.IntN(3)
			guarded := func(x []float32) []float32 {
				to := beforeGuard(t, len(x))
				copy(to, x)
				return to
			}
			v := convNumbersOf[float32](r, c, n)
			v = convNumbers[float32]{guarded(v.x), guarded(v.w), guarded(v.b), guarded(v.dy)}
			at := make([]uint16, n*c.Results())
			y, dx, dw := beforeGuard(t, n*c.Results()), beforeGuard(t, len(v.x)), beforeGuard(t, len(v.w))
			new(ConvForward[float32]).Do(&c, n, v.x, v.w, v.b, y, at)
			new(ConvInputGrad[float32]).Do(&c, n, v.w, y, v.dy, at, dx)
			new(ConvKernelGrad[float32]).Do(&c, n, v.x, y, v.dy, at, dw, nil)
		}
	})
}
