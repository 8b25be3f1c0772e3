package optim

import (
	"fmt"

	"gorgonia.org/gorgonia"
)

// AdamW is Adam with decoupled weight decay (Loshchilov & Hutter, 2019,
// arXiv:1711.05101): w -= lr·Decay·w before each of Adam's steps, as both
// libraries have it; their schedule factor is the learning rate itself.
type AdamW struct {
	Form         Form    // of Adam: PyTorch's, or Keras' with its epsilon hat
	LearningRate float64 // 0: 0.001
	Beta1        float64 // 0: 0.9
	Beta2        float64 // 0: 0.999
	Epsilon      float64 // 0: 1e-8, Keras 1e-7
	Decay        float64 // 0: 0.01, Keras 0.004

	state
	adam      Adam
	decoupled Decoupled // around adam, from the first step on
}

var namesAdamW = []named{{"adamw", func(f Form) Optimizer { return &AdamW{Form: f} }}}

// Rates points to the learning rate.
func (a *AdamW) Rates() []*float64 {
	if a.first() {
		a.Form.fill(&a.LearningRate, 0.001, 0.001)
		a.Form.fill(&a.Beta1, 0.9, 0.9)
		a.Form.fill(&a.Beta2, 0.999, 0.999)
		a.Form.fill(&a.Epsilon, 1e-8, 1e-7)
		a.Form.fill(&a.Decay, 0.01, 0.004)
	}
	return a.one(&a.LearningRate)
}

// inside is Adam with its decay around it, at the learning rate of the next step.
func (a *AdamW) inside() *Decoupled {
	a.Rates()
	if a.decoupled.Optimizer == nil {
		a.adam = Adam{Beta1: a.Beta1, Beta2: a.Beta2, Epsilon: a.Epsilon, EpsilonHat: a.Form == Keras, filled: true}
		a.decoupled = Decoupled{Optimizer: &a.adam, Decay: a.Decay}
	}
	a.adam.LearningRate = a.LearningRate
	return &a.decoupled
}

// Step updates the parameters in place.
func (a *AdamW) Step(model []gorgonia.ValueGrad) error { return a.inside().Step(model) }

// State returns Adam's.
func (a *AdamW) State() (State, error) { return a.inside().State() }

// Restore takes a State.
func (a *AdamW) Restore(s State) error {
	if err := a.inside().Restore(s); err != nil {
		return err
	}
	a.LearningRate = a.adam.LearningRate
	return nil
}

// String says which optimizer it is, with its settings.
func (a *AdamW) String() string {
	return fmt.Sprintf("AdamW in %v, learning rate %g, epsilon %g, weight decay %g", a.Form, *a.Rates()[0], a.Epsilon, a.Decay)
}

// describe says what Keras calls it. In PyTorch it is AdamW(lr, betas, eps,
// weight_decay).
func (a *AdamW) describe() (string, settings) {
	return "AdamW", settings{
		"name": "adamw", settingLearningRate: &a.LearningRate,
		"beta_1": &a.Beta1, "beta_2": &a.Beta2, settingEpsilon: &a.Epsilon, "amsgrad": false, settingDecay: &a.Decay,
	}
}
