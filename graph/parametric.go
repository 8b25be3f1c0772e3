package graph

import (
	"cmp"
	"math"
	"math/rand/v2"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"

	"digits/graph/op"
	"digits/graph/pointwise"
	"digits/graph/portable"
)

// The activations with settings. A setting that is 0 has Keras' default.
type (
	// ELU is x, below 0 Alpha·(e^x - 1). Alpha 0 is 1.
	ELU struct{ Alpha float64 }
	// CELU is x, below 0 Alpha·(e^(x/Alpha) - 1). Alpha 0 is 1.
	CELU struct{ Alpha float64 }
	// GELU is x·Φ(x), with the normal distribution's Φ or, approximately, with a
	// tanh for it (Hendrycks & Gimpel, 2016).
	GELU struct{ Approximate bool }
	// LeakyReLU is x, below 0 NegativeSlope·x. 0 is 0.3, as in Keras' layer; the
	// name leaky_relu is 0.2, as in Keras' function.
	LeakyReLU struct{ NegativeSlope float64 }
	// HardShrink is x where |x| > Threshold, else 0. Threshold 0 is 0.5.
	HardShrink struct{ Threshold float64 }
	// SoftShrink is x brought nearer to 0 by Threshold. Threshold 0 is 0.5.
	SoftShrink struct{ Threshold float64 }
	// Squareplus is (x + √(x²+B))/2. B 0 is 4.
	Squareplus struct{ B float64 }
	// Threshold is x where x > Threshold, else DefaultValue.
	Threshold struct{ Threshold, DefaultValue float64 }
	// ThresholdedReLU is x where x > Theta, else 0. Theta 0 is 1.
	ThresholdedReLU struct{ Theta float64 }
	// RectifiedLinear is Keras' layer ReLU: x where x > Threshold, at most
	// MaxValue (0 is no limit), and NegativeSlope·(x-Threshold) below.
	RectifiedLinear struct{ MaxValue, NegativeSlope, Threshold float64 }
	// PReLU is x, below 0 alpha·x, with an alpha for each element of an example,
	// or Shared one for all, that is learnt (He et al., 2015). It begins as
	// Initial: Keras' default is 0, PyTorch's 0.25 and shared.
	PReLU struct {
		Layer   string // its name as a layer, "p_re_lu", "p_re_lu_1" … if empty
		Initial float64
		Shared  bool
	}
)

// Name returns Keras' name.
func (ELU) Name() string             { return "elu" }
func (CELU) Name() string            { return "celu" }
func (GELU) Name() string            { return "gelu" }
func (LeakyReLU) Name() string       { return "leaky_relu" }
func (HardShrink) Name() string      { return "hard_shrink" }
func (SoftShrink) Name() string      { return "soft_shrink" }
func (Squareplus) Name() string      { return "squareplus" }
func (Threshold) Name() string       { return "threshold" }
func (ThresholdedReLU) Name() string { return "thresholded_relu" }
func (RectifiedLinear) Name() string { return "relu" }
func (PReLU) Name() string           { return "prelu" }

// Kind returns "Activation": Keras has no layer of the name.
func (CELU) Kind() string       { return "Activation" }
func (GELU) Kind() string       { return "Activation" }
func (HardShrink) Kind() string { return "Activation" }
func (SoftShrink) Kind() string { return "Activation" }
func (Squareplus) Kind() string { return "Activation" }
func (Threshold) Kind() string  { return "Activation" }

// Kind returns "ReLU", Keras' class.
func (RectifiedLinear) Kind() string { return "ReLU" }

func (e ELU) filled() any             { return ELU{cmp.Or(e.Alpha, 1)} }
func (c CELU) filled() any            { return CELU{cmp.Or(c.Alpha, 1)} }
func (g GELU) filled() any            { return g }
func (l LeakyReLU) filled() any       { return LeakyReLU{cmp.Or(l.NegativeSlope, 0.3)} }
func (h HardShrink) filled() any      { return HardShrink{cmp.Or(h.Threshold, 0.5)} }
func (s SoftShrink) filled() any      { return SoftShrink{cmp.Or(s.Threshold, 0.5)} }
func (s Squareplus) filled() any      { return Squareplus{cmp.Or(s.B, 4)} }
func (t Threshold) filled() any       { return t }
func (t ThresholdedReLU) filled() any { return ThresholdedReLU{cmp.Or(t.Theta, 1)} }
func (r RectifiedLinear) filled() any { return r }
func (p PReLU) filled() any           { return p }

// Apply adds the function of each element of x.
func (e ELU) Apply(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	f := scaledELU(1, e.filled().(ELU).Alpha)
	f.Name = e.Name()
	return op.Map(x, f)
}

// Apply adds the function of each element of x.
func (c CELU) Apply(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	alpha := c.filled().(CELU).Alpha
	f := op.Function{Name: c.Name(), Portable: operator("Celu", portable.Settings{"alpha": alpha}), Value: func(x float64) float64 {
		if x > 0 {
			return x
		}
		return alpha * math.Expm1(x/alpha)
	}, Derivative: func(x float64) float64 {
		if x > 0 {
			return 1
		}
		return math.Exp(x / alpha)
	}}
	if alpha > 0 {
		f.Values, f.Derivatives = pointwise.ELU(1, alpha, alpha), pointwise.ELUSlope(1, alpha, alpha)
	}
	return op.Map(x, f)
}

// Apply adds the function of each element of x.
func (l LeakyReLU) Apply(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	slope := l.filled().(LeakyReLU).NegativeSlope
	return op.Map(x, op.Function{Name: l.Name(), Portable: operator("LeakyRelu", portable.Settings{"alpha": slope}), Value: func(x float64) float64 {
		if x < 0 {
			return slope * x
		}
		return x
	}, Derivative: func(x float64) float64 {
		if x < 0 {
			return slope
		}
		return when(true, x)
	}})
}

// Apply adds the function of each element of x.
func (h HardShrink) Apply(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	t := h.filled().(HardShrink).Threshold
	f := keptWhere(func(x float64) bool { return math.Abs(x) > t }, 0)
	f.Name, f.Portable = h.Name(), operator("Shrink", portable.Settings{"lambd": t, "bias": 0.})
	return op.Map(x, f)
}

// Apply adds the function of each element of x.
func (s SoftShrink) Apply(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	t := s.filled().(SoftShrink).Threshold
	return op.Map(x, op.Function{
		Name:       s.Name(),
		Portable:   operator("Shrink", portable.Settings{"lambd": t, "bias": t}),
		Value:      func(x float64) float64 { return x - min(max(x, -t), t) },
		Derivative: func(x float64) float64 { return when(math.Abs(x) > t, x) },
	})
}

// Apply adds the function of each element of x. Below 0 the root's difference
// from |x| is computed without cancellation.
func (s Squareplus) Apply(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	b := s.filled().(Squareplus).B
	if b < 0 {
		return nil, errors.Errorf("b is %v, want at least 0", b)
	}
	root := math.Sqrt(b)
	return op.Map(x, op.Function{Name: s.Name(), Portable: portableSquareplus(b), Value: func(x float64) float64 {
		if x < 0 {
			return b / 2 / (math.Hypot(x, root) - x)
		}
		return (x + math.Hypot(x, root)) / 2
	}, Derivative: func(x float64) float64 {
		if math.IsInf(x, 0) {
			return when(x > 0, x)
		}
		return (1 + x/math.Hypot(x, root)) / 2
	}})
}

// Apply adds the function of each element of x.
func (t Threshold) Apply(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	f := keptWhere(func(x float64) bool { return x > t.Threshold }, t.DefaultValue)
	f.Name, f.Portable = t.Name(), portableThreshold(t.Threshold, same, constantly(t.DefaultValue))
	return op.Map(x, f)
}

// Apply adds the function of each element of x.
func (t ThresholdedReLU) Apply(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	theta := t.filled().(ThresholdedReLU).Theta
	f := keptWhere(func(x float64) bool { return x > theta }, 0)
	f.Name, f.Portable = t.Name(), operator("ThresholdedRelu", portable.Settings{"alpha": theta})
	return op.Map(x, f)
}

// keptWhere is x where the condition holds, else other.
func keptWhere(condition func(x float64) bool, other float64) op.Function {
	return op.Function{Value: func(x float64) float64 {
		if condition(x) || math.IsNaN(x) {
			return x
		}
		return other
	}, Derivative: func(x float64) float64 { return when(condition(x), x) }}
}

// Apply adds the function of each element of x.
func (r RectifiedLinear) Apply(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	if r.MaxValue < 0 || r.NegativeSlope < 0 || r.Threshold < 0 {
		return nil, errors.Errorf("got %+v, want no negative number", r)
	}
	limit := cmp.Or(r.MaxValue, math.Inf(1))
	return op.Map(x, op.Function{Name: r.Name(), Portable: r.portable(), Value: func(x float64) float64 {
		if x > r.Threshold {
			return min(x, limit)
		}
		return times(x-r.Threshold, r.NegativeSlope)
	}, Derivative: func(x float64) float64 {
		if x < r.Threshold {
			return r.NegativeSlope
		}
		if r.Threshold == 0 && r.NegativeSlope != 0 && r.MaxValue == 0 {
			return when(x >= 0, x) // Keras' leaky ReLU
		}
		if x == limit && (limit != 6 || r.Threshold != 0) {
			return 0.5 // Keras clips there, but for relu6
		}
		return when(x > r.Threshold && x < limit, x)
	}})
}

// Kind returns "PReLU".
func (p PReLU) Kind() string { return "PReLU" }

func (p PReLU) name() string { return p.Layer }

// Apply adds the function and its parameter alpha.
func (p PReLU) Apply(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	n := 1
	if !p.Shared {
		n = x.Shape()[1:].TotalSize()
	}
	alpha, err := s.Param("alpha", func(_ *rand.Rand, _, _ int, w []float64) {
		for i := range w {
			w[i] = p.Initial
		}
	}, n)
	if err != nil {
		return nil, err
	}
	return op.PReLU(x, alpha)
}
