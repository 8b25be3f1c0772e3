package graph

import (
	"cmp"
	"math"

	"digits/graph/portable"
)

// formula adds a function of each number to a trace.
type formula = func(t *portable.Trace, x portable.Value) portable.Value

// operator is a function that the vocabulary has.
func operator(name string, settings portable.Settings) formula {
	return func(t *portable.Trace, x portable.Value) portable.Value { return t.Apply(name, settings, x) }
}

// clipped is x from lo to hi.
func clipped(lo, hi float64) formula {
	return func(t *portable.Trace, x portable.Value) portable.Value {
		return t.Apply("Clip", nil, x, t.Number(lo), t.Number(hi))
	}
}

// portableSiLU is x times its sigmoid.
func portableSiLU(t *portable.Trace, x portable.Value) portable.Value {
	return t.Apply("Mul", nil, x, t.Apply("Sigmoid", nil, x))
}

func portableTanhShrink(t *portable.Trace, x portable.Value) portable.Value {
	return t.Apply("Sub", nil, x, t.Apply("Tanh", nil, x))
}

func portableLogSigmoid(t *portable.Trace, x portable.Value) portable.Value {
	return t.Apply("Neg", nil, t.Apply("Softplus", nil, t.Apply("Neg", nil, x)))
}

// portableSparsePlus is (x from -1 to 1, + 1)²/4 + max(0, x - 1).
func portableSparsePlus(t *portable.Trace, x portable.Value) portable.Value {
	one := t.Number(1)
	r := t.Apply("Add", nil, clipped(-1, 1)(t, x), one)
	square := t.Apply("Mul", nil, t.Apply("Mul", nil, r, r), t.Number(0.25))
	return t.Apply("Add", nil, square, t.Apply("Relu", nil, t.Apply("Sub", nil, x, one)))
}

// portableSquareplus is max(0, x) + b/2 / (|x| + √(x²+b)), which does not cancel.
func portableSquareplus(b float64) formula {
	return func(t *portable.Trace, x portable.Value) portable.Value {
		root := t.Apply("Sqrt", nil, t.Apply("Add", nil, t.Apply("Mul", nil, x, x), t.Number(b)))
		below := t.Apply("Div", nil, t.Number(b/2), t.Apply("Add", nil, t.Apply("Abs", nil, x), root))
		return t.Apply("Add", nil, t.Apply("Relu", nil, x), below)
	}
}

// portableThreshold is above where x > threshold, else below.
func portableThreshold(threshold float64, above, below formula) formula {
	return func(t *portable.Trace, x portable.Value) portable.Value {
		not := t.Apply("LessOrEqual", nil, x, t.Number(threshold)) // NaN is not
		return t.Apply("Where", nil, not, below(t, x), above(t, x))
	}
}

func same(_ *portable.Trace, x portable.Value) portable.Value { return x }

func constantly(v float64) formula {
	return func(t *portable.Trace, _ portable.Value) portable.Value { return t.Number(v) }
}

// portable is the shortest form of the settings.
func (r RectifiedLinear) portable() formula {
	limit := cmp.Or(r.MaxValue, math.Inf(1))
	above := same
	if r.MaxValue > 0 {
		above = func(t *portable.Trace, x portable.Value) portable.Value {
			return t.Apply("Min", nil, x, t.Number(limit))
		}
	}
	switch {
	case r.Threshold == 0 && r.NegativeSlope == 0 && r.MaxValue == 0:
		return operator("Relu", nil)
	case r.Threshold == 0 && r.NegativeSlope == 0:
		return clipped(0, limit)
	case r.Threshold == 0:
		leaky := operator("LeakyRelu", portable.Settings{"alpha": r.NegativeSlope})
		return func(t *portable.Trace, x portable.Value) portable.Value { return above(t, leaky(t, x)) }
	}
	below := constantly(0)
	if r.NegativeSlope > 0 {
		below = func(t *portable.Trace, x portable.Value) portable.Value {
			return t.Apply("Mul", nil, t.Apply("Sub", nil, x, t.Number(r.Threshold)), t.Number(r.NegativeSlope))
		}
	}
	return portableThreshold(r.Threshold, above, below)
}

// portableGLU takes the halves of x's last axis apart.
func portableGLU(t *portable.Trace, x portable.Value) portable.Value {
	half := x.Shape[len(x.Shape)-1] / 2
	halves := t.ApplyTo(2, "Split", portable.Settings{"axis": -1}, x, t.Whole(half, half))
	return t.Apply("Mul", nil, halves[0], t.Apply("Sigmoid", nil, halves[1]))
}

// portableSparsemax is max(0, x - tau): of the sums of the k largest numbers less 1,
// over k, tau is the largest, since these grow as long as the next number is above
// them, and fall then.
func portableSparsemax(t *portable.Trace, x portable.Value) portable.Value {
	n := x.Shape[len(x.Shape)-1]
	ranks := make([]float64, n)
	for i := range ranks {
		ranks[i] = float64(i + 1)
	}
	sorted := t.ApplyTo(2, "TopK", portable.Settings{"axis": -1}, x, t.Whole(n))[0]
	sums := t.Apply("Sub", nil, t.Apply("CumSum", nil, sorted, t.Index(-1)), t.Number(1))
	tau := t.Apply("ReduceMax", nil, t.Apply("Div", nil, sums, t.Vector([]int{n}, ranks)), t.Whole(-1))
	return t.Apply("Relu", nil, t.Apply("Sub", nil, x, tau))
}
