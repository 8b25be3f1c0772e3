package optim

import (
	"fmt"

	"github.com/pkg/errors"
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
	rates := d.Rates()
	if len(rates) != 1 {
		return errors.Errorf("optim: weight decay: got %d learning rates around which it stands, want one: give each group its own", len(rates))
	}
	d.keep = 1 - *rates[0]*d.Decay
	if err := d.apply("weight decay", model, 0, d); err != nil {
		return err
	}
	return d.Optimizer.Step(model)
}

// Unwrap returns the optimizer inside.
func (d *Decoupled) Unwrap() Optimizer { return d.Optimizer }

// String says which optimizer it is, with its settings.
func (d *Decoupled) String() string {
	return fmt.Sprintf("%v, weight decay %g", d.Optimizer, d.Decay)
}

func (d *Decoupled) describe() (string, settings) { return around(d.Optimizer, settingDecay, &d.Decay) }

func (d *Decoupled) single(t tensors[float32]) { kernel.Shrink(t.w, float32(d.keep)) }
func (d *Decoupled) double(t tensors[float64]) { kernel.Shrink(t.w, d.keep) }
