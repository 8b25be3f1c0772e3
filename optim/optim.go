// Package optim has the optimizers, one a file. Each implements gorgonia.Solver
// for float32 and float64 parameters; [Named] finds one by its name.
//
// A Step updates the parameters in place. It leaves the gradients, or overwrites
// them: whoever lets gorgonia accumulate them (BindDualValues) zeroes them before
// the next run. State goes by the parameters' position, so that they come in the
// same order at each step. An optimizer's zero value works, and its settings
// stay as they are after the first step, but for the learning rate: set the field
// before it, and through Rate later.
//
// Weight decay, clipping and learning-rate schedules are solvers around a solver:
// [L2], [Decoupled], [ClipValue], [ClipNorm], [ClipGlobalNorm], [Scheduled].
// [Choice] puts one together from what a command line says.
package optim

import "gorgonia.org/gorgonia"

// Optimizer is a solver whose learning rate can be read and changed between
// steps, and whose state can be saved and restored. All of this package's are.
type Optimizer interface {
	gorgonia.Solver
	Resumable

	// Rate points to the learning rate of the next step. Its default is filled
	// in, so that a rate of 0, which a schedule may end with, is 0 and no default.
	Rate() *float64
}

// Form is whose formulas and defaults an optimizer has where Keras 3 and PyTorch
// differ. What the difference is, each optimizer says.
type Form int

// PyTorch is the zero value.
const (
	PyTorch Form = iota
	Keras
)

// String names the form.
func (f Form) String() string {
	if f == Keras {
		return "Keras' form"
	}
	return "PyTorch's form"
}

// fill gives a setting that is not set its default in this form.
func (f Form) fill(setting *float64, pytorch, keras float64) {
	if *setting != 0 {
		return
	}
	*setting = pytorch
	if f == Keras {
		*setting = keras
	}
}
