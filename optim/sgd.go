package optim

import (
	"fmt"

	"gorgonia.org/gorgonia"

	"digits/graph/kernel"
)

// SGD is gradient descent, w -= lr·g, with momentum where asked for.
//
// The velocity is PyTorch's v = momentum·v + (1-Dampening)·g, beginning with the
// first gradient whole, and w -= lr·v; or Keras' v = momentum·v - lr·g and w += v.
// The two are the same while the learning rate stays as it is. Nesterov's form
// looks ahead: w -= lr·(g + momentum·v), or w += momentum·v - lr·g (Sutskever et
// al., 2013, as both libraries have it).
type SGD struct {
	Form         Form
	LearningRate float64 // 0: 0.001, Keras 0.01
	Momentum     float64 // 0: none
	Nesterov     bool    // needs Momentum
	Dampening    float64 // PyTorch's alone, and none with Nesterov

	state
	fresh float64 // what a gradient counts in the velocity
}

var namesSGD = []named{
	{"sgd", func(f Form) Optimizer { return &SGD{Form: f} }},
	{"momentum", func(f Form) Optimizer { return &SGD{Form: f, Momentum: 0.9} }},
	{"nesterov", func(f Form) Optimizer { return &SGD{Form: f, Momentum: 0.9, Nesterov: true} }},
}

// Rates points to the learning rate.
func (s *SGD) Rates() []*float64 {
	if s.first() {
		s.Form.fill(&s.LearningRate, 0.001, 0.01)
	}
	return s.one(&s.LearningRate)
}

// Step updates the parameters in place.
func (s *SGD) Step(model []gorgonia.ValueGrad) error {
	s.Rates()
	s.fresh = 1
	if s.steps++; s.steps > 1 && s.Form == PyTorch && !s.Nesterov {
		s.fresh = 1 - s.Dampening
	}
	return s.apply("sgd", model, s.tensors(), s)
}

// tensors is how many are kept for a parameter.
func (s *SGD) tensors() int {
	if s.Momentum == 0 {
		return 0
	}
	return 1
}

func (s *SGD) kept() kept { return keeps(s.Rates()[0], []string{"momentum_buffer"}[:s.tensors()]...) }

// State returns the learning rate, the steps and the velocity.
func (s *SGD) State() (State, error) { return s.save(s.kept()), nil }

// Restore takes a State.
func (s *SGD) Restore(saved State) error { return s.load("sgd", s.kept(), saved) }

// String says which optimizer it is, with its settings.
func (s *SGD) String() string {
	text := fmt.Sprintf("SGD in %v, learning rate %g", s.Form, *s.Rates()[0])
	if s.Momentum != 0 {
		text += fmt.Sprintf(", momentum %g", s.Momentum)
		if s.Nesterov {
			text += ", Nesterov"
		}
	}
	return text
}

// describe says what Keras calls it. A dampening Keras does not have. In PyTorch it
// is SGD(lr, momentum, dampening, nesterov).
func (s *SGD) describe() (string, settings) {
	class := "SGD"
	if s.Dampening != 0 {
		class = ""
	}
	return class, settings{"name": "sgd", settingLearningRate: &s.LearningRate, settingMomentum: &s.Momentum, "nesterov": &s.Nesterov}
}

func (s *SGD) single(t tensors[float32]) { sgd(s, t) }
func (s *SGD) double(t tensors[float64]) { sgd(s, t) }

func sgd[F kernel.Float](s *SGD, t tensors[F]) {
	if s.Momentum == 0 {
		kernel.SGD(t.w, t.g, F(s.LearningRate))
		return
	}
	kernel.Momentum(t.w, t.g, t.a, kernel.MomentumStep[F]{
		LearnRate: F(s.LearningRate), Momentum: F(s.Momentum), Fresh: F(s.fresh),
		Nesterov: s.Nesterov, Keras: s.Form == Keras,
	})
}
