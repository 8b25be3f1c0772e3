package optim

import (
	"fmt"

	"gorgonia.org/gorgonia"

	"digits/graph/kernel"
)

// Decoupled is an optimizer with decoupled weight decay: before each of its steps
// all parameters shrink by w -= lr·Decay·w (Loshchilov & Hutter, 2019,
// arXiv:1711.05101). Keras' weight_decay is this for every optimizer, PyTorch's
// for AdamW alone.
type Decoupled struct {
	Optimizer
	Decay float64

	state
	holder
	keep float64 // of each weight, in this step
}

// Step updates the parameters in place.
func (d *Decoupled) Step(model []gorgonia.ValueGrad) error {
	model, err := d.hold("weight decay", model)
	if err != nil {
		return err
	}
	d.keep = 1 - *d.Rate()*d.Decay
	if err := d.apply("weight decay", model, 0, d); err != nil {
		return err
	}
	return d.Optimizer.Step(model)
}

// String says which optimizer it is, with its settings.
func (d *Decoupled) String() string {
	return fmt.Sprintf("%v, weight decay %g", d.Optimizer, d.Decay)
}

func (d *Decoupled) single(t tensors[float32]) { kernel.Shrink(t.w, float32(d.keep)) }
func (d *Decoupled) double(t tensors[float64]) { kernel.Shrink(t.w, d.keep) }
