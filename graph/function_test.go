package graph

import (
	"math"
	"testing"

	"digits/graph/op"
	"digits/graph/pointwise"
)

// Each float32 form against its float64 definition, over all float32 in steps of a
// prime, with zeros, infinities and NaN: within four times float32's rounding of
// 1 or of a larger value, and, where the function has no zero but at 0, within
// 8 + 2x² units in the last place, since the tails are exponentials of numbers that
// are rounded.
func TestSingleForms(t *testing.T) {
	celu := func(alpha float64) op.Function {
		return op.Function{
			Value:      func(x float64) float64 { return max(x, 0) + alpha*math.Expm1(min(x, 0)/alpha) },
			Derivative: func(x float64) float64 { return math.Exp(min(x, 0) / alpha) },
			Values:     pointwise.ELU(1, alpha, alpha), Derivatives: pointwise.ELUSlope(1, alpha, alpha),
		}
	}
	for _, c := range []struct {
		name    string
		f       op.Function
		crosses bool // the derivative does
	}{
		{"sigmoid", logistic, false},
		{"tanh", tanh, false},
		{"softplus", softplus, false},
		{"log_sigmoid", logSigmoid, false},
		{"silu", silu, true},
		{"mish", mish, true},
		{"selu", selu, false},
		{"elu", scaledELU(1, 1), false},
		{"elu of alpha 0.3", scaledELU(1, 0.3), false},
		{"celu", celu(1), false},
		{"celu of alpha 0.3", celu(0.3), false},
		{"gelu", gelu, true},
		{"gelu by tanh", geluByTanh, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			single(t, "value", c.f.Value, c.f.Values, false)
			single(t, "derivative", c.f.Derivative, c.f.Derivatives, c.crosses)
		})
	}
}

func single(t *testing.T, part string, one func(float64) float64, many pointwise.Func, crosses bool) {
	t.Helper()
	const prime = 50021
	special := []float32{0, float32(math.Copysign(0, -1)), float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.NaN())}
	x, y := make([]float32, 0, pointwise.Block), make([]float32, pointwise.Block)
	for bits := uint64(0); bits < 1<<32; {
		x = append(x[:0], special...)
		for ; len(x) < cap(x); bits += prime {
			x = append(x, math.Float32frombits(uint32(bits)))
		}
		many(x, y)
		for i, v := range x {
			want, got := one(float64(v)), float64(y[i])
			if math.IsNaN(want) && math.IsNaN(got) || float64(float32(want)) == got {
				continue
			}
			off, x := math.Abs(got-want), float64(v)
			if !(off <= 4*0x1p-24*max(1, math.Abs(want))) || !crosses && !(off <= (8+2*x*x)*ulpOf(want)) {
				t.Fatalf("the %s at %v is %v, want %v", part, v, got, want)
			}
		}
	}
}

// ulpOf is the distance of float32's numbers around x.
func ulpOf(x float64) float64 {
	_, exponent := math.Frexp(x)
	return math.Ldexp(1, max(exponent-24, -149))
}
