package optim

import (
	"fmt"

	"gorgonia.org/gorgonia"
)

// ClipNorm is an optimizer where the gradient of each parameter by itself is
// scaled down to the Euclidean norm Limit, if it is longer: Keras' clipnorm.
type ClipNorm struct {
	Optimizer
	Limit float64 // above 0

	holder
}

// Step updates the parameters in place, and the gradients.
func (c *ClipNorm) Step(model []gorgonia.ValueGrad) error {
	model, err := c.hold("clip by norm", model)
	if err != nil {
		return err
	}
	for i := range model {
		one := model[i : i+1]
		norm, err := globalNorm("clip by norm", one)
		if err != nil {
			return err
		}
		if !(norm <= c.Limit) {
			if err := scale("clip by norm", one, c.Limit/norm); err != nil {
				return err
			}
		}
	}
	return c.Optimizer.Step(model)
}

// Unwrap returns the optimizer inside.
func (c *ClipNorm) Unwrap() Optimizer { return c.Optimizer }

// String says which optimizer it is, with its settings.
func (c *ClipNorm) String() string {
	return fmt.Sprintf("%v, each gradient clipped to norm %g", c.Optimizer, c.Limit)
}

func (c *ClipNorm) describe() (string, settings) { return around(c.Optimizer, kerasClipNorm, &c.Limit) }
