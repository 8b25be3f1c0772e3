package graph

import (
	"math"
	"slices"
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

// A graph in float32 computes them, of more elements than a block has, forward and
// backward: the sum's gradient is the derivative.
func TestGraphTakesSingleForms(t *testing.T) {
	const n = 2*pointwise.Block + 3
	for _, a := range []Activation{Sigmoid, Tanh, GELU{}} {
		net := Sequential{Dense{Units: n, Activation: a}}
		p := mustInit(t, net, 1)
		x := p.Get("dense/kernel").Float32s()
		for i := range x {
			x[i] = float32(i-n/2) / 50
		}
		program := mustCompile(t, net, p, Options{Mode: Training, Batch: 1, Input: []int{1}, Loss: MeanSquaredError})
		program.Input()[0] = 1
		if err := program.Run(); err != nil {
			t.Fatal(err)
		}
		want := map[string]op.Function{"sigmoid": logistic, "tanh": tanh, "gelu": gelu}[a.Name()]
		y, slopes := make([]float32, n), make([]float32, n)
		for lo := 0; lo < n; lo += pointwise.Block {
			hi := min(lo+pointwise.Block, n)
			want.Values(x[lo:hi], y[lo:hi])
			want.Derivatives(x[lo:hi], slopes[lo:hi])
		}
		if !slices.Equal(program.Output(), y) {
			t.Errorf("%s: the graph does not compute the float32 form", a.Name())
		}
		// Of the mean of y², by y: 2y/n.
		gradient := gradientsOf(t, program)[0]
		for i := range gradient {
			if want := 2 * float64(y[i]) / n * float64(slopes[i]); math.Abs(float64(gradient[i])-want) > 1e-6*math.Abs(want)+1e-12 {
				t.Fatalf("%s: the gradient at %v is %v, want %v", a.Name(), x[i], gradient[i], want)
			}
		}
	}
}
