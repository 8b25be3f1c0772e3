package optim

import (
	"fmt"
	"math"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"

	"digits/graph/kernel"
)

// ClipGlobalNorm is an optimizer where all gradients are scaled down together, so
// that the Euclidean norm of all their elements is at most Limit (Pascanu,
// Mikolov & Bengio, 2013): PyTorch's clip_grad_norm_ and Keras' global_clipnorm.
// PyTorch divides by the norm + 1e-6, Keras by the norm; with an infinite norm
// Keras makes all gradients NaN, PyTorch 0 or NaN. What groups inside have frozen does
// not count; what a mask inside keeps at 0 does: put the mask around.
type ClipGlobalNorm struct {
	Optimizer
	Form  Form
	Limit float64 // above 0

	holder
}

// Step updates the parameters in place, and the gradients.
func (c *ClipGlobalNorm) Step(model []gorgonia.ValueGrad) error {
	model, err := c.hold("clip by global norm", model)
	if err != nil {
		return err
	}
	if err := silence(c.Optimizer, model); err != nil {
		return err
	}
	norm, err := globalNorm("clip by global norm", model)
	if err != nil {
		return err
	}
	factor := c.Limit / (norm + 1e-6)
	if c.Form == Keras {
		factor = c.Limit/norm + (norm - norm) // NaN for a norm that is not finite
	}
	if !(factor >= 1) {
		if err := scale("clip by global norm", model, factor); err != nil {
			return err
		}
	}
	return c.Optimizer.Step(model)
}

// Unwrap returns the optimizer inside.
func (c *ClipGlobalNorm) Unwrap() Optimizer { return c.Optimizer }

// String says which optimizer it is, with its settings.
func (c *ClipGlobalNorm) String() string {
	return fmt.Sprintf("%v, gradients clipped to global norm %g", c.Optimizer, c.Limit)
}

func (c *ClipGlobalNorm) describe() (string, settings) {
	return around(c.Optimizer, kerasClipGlobalNorm, &c.Limit)
}

// globalNorm is the Euclidean norm of all the gradients' elements, summed in
// float64 in one fixed order.
func globalNorm(name string, model []gorgonia.ValueGrad) (float64, error) {
	sum := 0.0
	err := eachGradient(name, model, func(g []float32) { sum += squares(g) }, func(g []float64) { sum += squares(g) })
	return math.Sqrt(sum), err
}

// scale multiplies the gradients by the factor.
func scale(name string, model []gorgonia.ValueGrad, factor float64) error {
	return eachGradient(name, model, func(g []float32) { multiply(g, float32(factor)) }, func(g []float64) { multiply(g, factor) })
}

func eachGradient(name string, model []gorgonia.ValueGrad, single func([]float32), double func([]float64)) error {
	for i, p := range model {
		grad, err := p.Grad()
		if err != nil {
			return errors.Wrapf(err, "optim: %s", name)
		}
		g, g64, err := numbers(grad)
		if err != nil {
			return errors.Wrapf(err, "optim: %s: gradient of parameter %d", name, i)
		}
		single(g)
		double(g64)
	}
	return nil
}

// squares sums in four lanes, since one sum alone would wait for each addition.
func squares[F kernel.Float](x []F) float64 {
	var sums [4]float64
	for ; len(x) >= 4; x = x[4:] {
		for lane := range sums {
			v := float64(x[lane])
			sums[lane] += v * v
		}
	}
	for lane, v := range x {
		sums[lane] += float64(v) * float64(v)
	}
	return (sums[0] + sums[1]) + (sums[2] + sums[3])
}

func multiply[F kernel.Float](x []F, factor F) {
	for i := range x {
		x[i] *= factor
	}
}
