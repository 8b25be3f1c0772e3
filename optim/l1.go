package optim

import (
	"fmt"

	"gorgonia.org/gorgonia"

	"digits/graph/kernel"
)

// L1 is an optimizer whose loss has the penalty Decay·Σ|w|: its gradient,
// Decay·sign(w), 0 at 0, is added to the parameters' own. It is Keras'
// regularizers.L1(Decay) of every parameter.
type L1 struct {
	Optimizer
	Decay float64

	state
	holder
}

// Step updates the parameters in place, and the gradients.
func (l *L1) Step(model []gorgonia.ValueGrad) error {
	model, err := l.hold("l1", model)
	if err != nil {
		return err
	}
	if err := l.apply("l1", model, 0, l); err != nil {
		return err
	}
	return l.Optimizer.Step(model)
}

// Unwrap returns the optimizer inside.
func (l *L1) Unwrap() Optimizer { return l.Optimizer }

// String says which optimizer it is, with its settings.
func (l *L1) String() string { return fmt.Sprintf("%v, l1 %g", l.Optimizer, l.Decay) }

func (l *L1) single(t tensors[float32]) { shrink(float32(l.Decay), t) }
func (l *L1) double(t tensors[float64]) { shrink(l.Decay, t) }

func shrink[F kernel.Float](decay F, t tensors[F]) {
	for i, w := range t.w {
		switch {
		case w > 0:
			t.g[i] += decay
		case w < 0:
			t.g[i] -= decay
		}
	}
}
