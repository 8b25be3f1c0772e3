package optim

import (
	"fmt"

	"gorgonia.org/gorgonia"

	"digits/graph/kernel"
)

// ClipValue is an optimizer whose gradients are clipped to -Limit..Limit, each
// element by itself: Keras' clipvalue, PyTorch's clip_grad_value_. A NaN stays one.
type ClipValue struct {
	Optimizer
	Limit float64 // above 0

	state
	holder
}

// Step updates the parameters in place, and the gradients.
func (c *ClipValue) Step(model []gorgonia.ValueGrad) error {
	model, err := c.hold("clip by value", model)
	if err != nil {
		return err
	}
	if err := c.apply("clip by value", model, 0, c); err != nil {
		return err
	}
	return c.Optimizer.Step(model)
}

// Unwrap returns the optimizer inside.
func (c *ClipValue) Unwrap() Optimizer { return c.Optimizer }

// String says which optimizer it is, with its settings.
func (c *ClipValue) String() string {
	return fmt.Sprintf("%v, gradients clipped to ±%g", c.Optimizer, c.Limit)
}

func (c *ClipValue) describe() (string, settings) {
	return around(c.Optimizer, kerasClipValue, &c.Limit)
}

func (c *ClipValue) single(t tensors[float32]) { clip(t.g, float32(c.Limit)) }
func (c *ClipValue) double(t tensors[float64]) { clip(t.g, c.Limit) }

func clip[F kernel.Float](g []F, limit F) {
	for i := range g {
		g[i] = min(max(g[i], -limit), limit)
	}
}
