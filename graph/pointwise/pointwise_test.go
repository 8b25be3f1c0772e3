package pointwise

import (
	"math"
	"testing"
)

// The derivatives against central differences of the functions, which float32 gives to
// some 1e-4 at steps of 1/64. Package graph compares both with float64.
func TestDerivatives(t *testing.T) {
	for name, c := range map[string]struct{ value, slope Func }{
		"Sigmoid":    {Sigmoid, SigmoidSlope},
		"Tanh":       {Tanh, TanhSlope},
		"Softplus":   {Softplus, Sigmoid},
		"LogSigmoid": {LogSigmoid, LogSigmoidSlope},
		"SiLU":       {SiLU, SiLUSlope},
		"Mish":       {Mish, MishSlope},
		"SELU":       {ELU(1.05, 1.67, 1), ELUSlope(1.05, 1.67, 1)},
		"CELU":       {ELU(1, 0.5, 0.5), ELUSlope(1, 0.5, 0.5)},
		"GELU":       {GELU, GELUSlope},
		"GELUByTanh": {GELUByTanh, GELUByTanhSlope},
	} {
		const h = 1. / 64
		var x, above, below, slope [Block]float32
		for i := range x {
			x[i] = (float32(i) - Block/2 + 0.5) / 16 // -8 to 8, not 0
			above[i], below[i] = x[i]+h, x[i]-h
		}
		up, down := above, below
		c.value(above[:], up[:])
		c.value(below[:], down[:])
		c.slope(x[:], slope[:])
		for i, got := range slope {
			want := (float64(up[i]) - float64(down[i])) / (2 * h)
			if !(math.Abs(float64(got)-want) <= 5e-4) {
				t.Errorf("%s' at %v is %v, differences give %v", name, x[i], got, want)
			}
		}
	}
}

// They write as many elements as they are given, and allocate nothing.
func TestStaysWithin(t *testing.T) {
	for name, f := range map[string]Func{"Sigmoid": Sigmoid, "Tanh": Tanh, "Softplus": Softplus, "Mish": Mish, "GELU": GELU, "GELUSlope": GELUSlope, "GELUByTanhSlope": GELUByTanhSlope, "ELU": ELU(1, 1, 1)} {
		var x, y [20]float32
		for n := range x {
			for i := range y {
				y[i] = -7
			}
			f(x[:n], y[:n])
			for i := n; i < len(y); i++ {
				if y[i] != -7 {
					t.Errorf("%s of %d elements writes element %d", name, n, i)
				}
			}
		}
		if allocations := testing.AllocsPerRun(10, func() { f(x[:], y[:]) }); allocations != 0 {
			t.Errorf("%s allocates %v times", name, allocations)
		}
	}
}
