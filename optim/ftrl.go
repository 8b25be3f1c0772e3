package optim

import (
	"fmt"

	"gorgonia.org/gorgonia"

	"digits/graph/kernel"
)

// Ftrl follows the regularized leader (McMahan et al., 2013, Algorithm 1): with
// a' = a + g²,
//
//	z += g + 2·Shrinkage·w - (√a' - √a)/lr·w
//	w = (clip(z, -L1, L1) - z) / ((Beta + √a')/lr + 2·L2).
//
// A weight with |z| of at most L1 is 0 exactly, which is what it is used for. It
// works weights out anew from z, which is 0 at first: where the weights begin
// counts little after the first step. The form is Keras', with its
// learning_rate_power of -0.5; PyTorch has none.
type Ftrl struct {
	LearningRate float64 // 0: 0.001
	Initial      float64 // of the sum of squares a; 0: 0.1
	L1, L2       float64
	Shrinkage    float64 // Keras' l2_shrinkage_regularization_strength
	Beta         float64

	state
}

var namesFtrl = []named{{"ftrl", func(Form) Optimizer { return &Ftrl{} }}}

// Rates points to the learning rate. The formula divides by it.
func (f *Ftrl) Rates() []*float64 {
	if f.first() {
		Keras.fill(&f.LearningRate, 0, 0.001)
		Keras.fill(&f.Initial, 0, 0.1)
	}
	return f.one(&f.LearningRate)
}

// Step updates the parameters in place. With a learning rate of 0 it leaves them.
func (f *Ftrl) Step(model []gorgonia.ValueGrad) error {
	if *f.Rates()[0] == 0 {
		return nil
	}
	return f.apply("ftrl", model, 2, f)
}

func (f *Ftrl) kept() kept { return keeps(f.Rates()[0], "accumulator", "linear") }

// State returns the learning rate, the steps and the tensors.
func (f *Ftrl) State() (State, error) { return f.save(f.kept()), nil }

// Restore takes a State.
func (f *Ftrl) Restore(s State) error { return f.load("ftrl", f.kept(), s) }

// String says which optimizer it is, with its settings.
func (f *Ftrl) String() string {
	return fmt.Sprintf("Ftrl in Keras' form, learning rate %g, l1 %g, l2 %g", *f.Rates()[0], f.L1, f.L2)
}

// describe says what Keras calls it. PyTorch has none.
func (f *Ftrl) describe() (string, settings) {
	return "Ftrl", settings{
		"name": "ftrl", settingLearningRate: &f.LearningRate,
		"learning_rate_power": -0.5, "initial_accumulator_value": &f.Initial, "beta": &f.Beta,
		"l1_regularization_strength": &f.L1, "l2_regularization_strength": &f.L2, "l2_shrinkage_regularization_strength": &f.Shrinkage,
	}
}

func (f *Ftrl) single(t tensors[float32]) { ftrl(f, t) }
func (f *Ftrl) double(t tensors[float64]) { ftrl(f, t) }

// ftrl keeps the sum of squares without its initial value.
func ftrl[F kernel.Float](f *Ftrl, t tensors[F]) {
	kernel.Ftrl(t.w, t.g, t.a, t.b, kernel.FtrlStep[F]{
		LearnRate: F(f.LearningRate), Initial: F(f.Initial),
		L1: F(f.L1), L2: F(2*f.L2 + f.Beta/f.LearningRate), Shrinkage: F(2 * f.Shrinkage),
	})
}
