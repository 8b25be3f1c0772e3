// Package optim has the optimizers, one a file, with all that is to be known of each:
// formula, state, defaults in both libraries, name, Keras' class and settings. Each
// implements gorgonia.Solver for float32 and float64 parameters.
//
// A Step updates the parameters in place. It leaves the gradients, or overwrites
// them: whoever lets gorgonia accumulate them (BindDualValues) zeroes them before
// the next run. State goes by the parameters' position, so that they come in the
// same order at each step. An optimizer's zero value works, and its settings
// stay as they are after the first step, but for the learning rate: set the field
// before it, and through Rates later.
//
// Weight decay, clipping, masks and learning-rate schedules are solvers around a
// solver: [L1], [L2], [Decoupled], [ClipValue], [ClipNorm], [ClipGlobalNorm], [Masked],
// [Scheduled]. [Groups] are several, each for some of the parameters. [Choice] puts
// one together by name, and [Describe] and [Description.New] are the way to Keras'
// files and back.
package optim

import (
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
)

// Optimizer is a solver whose learning rates can be read and changed between
// steps, and whose state can be saved and restored. All of this package's are.
type Optimizer interface {
	gorgonia.Solver
	Resumable

	// Rates points to the learning rates of the next step: one, but of [Groups] one
	// of each that is trained. Their defaults are filled in, so that a rate of 0,
	// which a schedule may end with, is 0 and no default.
	Rates() []*float64
}

// Wrapper is an optimizer around another.
type Wrapper interface {
	Optimizer
	Unwrap() Optimizer
}

// Rates points to a solver's learning rates, to be read or changed between steps.
// Those of this package have some; one of your own needs Optimizer's method.
func Rates(s gorgonia.Solver) ([]*float64, error) {
	o, ok := s.(interface{ Rates() []*float64 })
	if !ok {
		return nil, errors.Errorf("optim: got an optimizer %T, want one whose learning rate can be set: give it a method Rates() []*float64", s)
	}
	rates := o.Rates()
	if len(rates) == 0 {
		return nil, errors.Errorf("optim: got an optimizer %T without a learning rate, want at least one", s)
	}
	return rates, nil
}

// Current returns the learning rates that the last step took, in the order of
// Rates, which a schedule makes others; before the first step those that it begins
// with; none of a solver that tells none.
func Current(s gorgonia.Solver) []float64 {
	switch o := s.(type) {
	case interface{ Current() []float64 }:
		return o.Current()
	case Wrapper:
		return Current(o.Unwrap())
	}
	var current []float64
	if rates, err := Rates(s); err == nil {
		for _, rate := range rates {
			current = append(current, *rate)
		}
	}
	return current
}

// Check reports parameters that a solver will not step, by their names: those that
// no group of [Groups] has, and groups and masks that have none. The first step
// would say it too.
func Check(s gorgonia.Solver, names []string) error {
	if o, ok := s.(interface{ Check(names []string) error }); ok {
		if err := o.Check(names); err != nil {
			return err
		}
	}
	if o, ok := s.(Wrapper); ok {
		return Check(o.Unwrap(), names)
	}
	return nil
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
