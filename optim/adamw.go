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
	decoupled Decoupled
}

// Rate points to the learning rate.
func (a *AdamW) Rate() *float64 {
	if a.first() {
		a.Form.fill(&a.Epsilon, 1e-8, 1e-7)
		a.Form.fill(&a.Decay, 0.01, 0.004)
		adam := &Adam{LearningRate: a.LearningRate, Beta1: a.Beta1, Beta2: a.Beta2, Epsilon: a.Epsilon, EpsilonHat: a.Form == Keras}
		a.LearningRate = *adam.Rate()
		a.decoupled = Decoupled{Optimizer: adam, Decay: a.Decay}
	}
	return &a.LearningRate
}

// Step updates the parameters in place.
func (a *AdamW) Step(model []gorgonia.ValueGrad) error {
	rate := *a.Rate()
	*a.decoupled.Rate() = rate
	return a.decoupled.Step(model)
}

// State returns Adam's, with the learning rate of the next step.
func (a *AdamW) State() (State, error) {
	rate := *a.Rate()
	s, err := a.decoupled.State()
	if err == nil {
		s.Numbers[numberLearningRate] = rate
	}
	return s, err
}

// Restore takes a State.
func (a *AdamW) Restore(s State) error {
	rate := a.Rate()
	if err := a.decoupled.Restore(s); err != nil {
		return err
	}
	*rate = *a.decoupled.Rate()
	return nil
}

// String says which optimizer it is, with its settings.
func (a *AdamW) String() string {
	return fmt.Sprintf("AdamW in %v, learning rate %g, epsilon %g, weight decay %g", a.Form, *a.Rate(), a.Epsilon, a.Decay)
}
