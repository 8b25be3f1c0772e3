package optim

import (
	"fmt"

	"gorgonia.org/gorgonia"

	"digits/graph/kernel"
)

// L2 is an optimizer whose loss has the penalty Decay/2·Σw²: its gradient,
// Decay·w, is added to the parameters' own. PyTorch's weight_decay is this for
// every optimizer but AdamW; Keras' kernel_regularizer, L2(Decay/2), for the
// kernels alone.
type L2 struct {
	Optimizer
	Decay float64

	state
	holder
}

// Step updates the parameters in place, and the gradients.
func (l *L2) Step(model []gorgonia.ValueGrad) error {
	model, err := l.hold("l2", model)
	if err != nil {
		return err
	}
	if err := l.apply("l2", model, 0, l); err != nil {
		return err
	}
	return l.Optimizer.Step(model)
}

// Unwrap returns the optimizer inside.
func (l *L2) Unwrap() Optimizer { return l.Optimizer }

// String says which optimizer it is, with its settings.
func (l *L2) String() string { return fmt.Sprintf("%v, l2 %g", l.Optimizer, l.Decay) }

func (l *L2) single(t tensors[float32]) { penalize(l, t) }
func (l *L2) double(t tensors[float64]) { penalize(l, t) }

// penalize is a step of the gradient, up the weights.
func penalize[F kernel.Float](l *L2, t tensors[F]) { kernel.SGD(t.g, t.w, -F(l.Decay)) }
