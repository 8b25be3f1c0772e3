package optim

import (
	"fmt"

	"gorgonia.org/gorgonia"

	"digits/graph/kernel"
)

// RMSprop divides the gradient by the root of the mean of its square (Hinton,
// 2012, lecture 6e): v = ρ·v + (1-ρ)·g², w -= lr·g/(√v + ε). Centered takes the
// variance for v: it subtracts the square of the gradient's mean (Graves, 2013,
// arXiv:1308.0850). Momentum accumulates the steps.
//
// Keras has ε inside the root, √(v + ε), and lr inside the momentum.
type RMSprop struct {
	Form         Form
	LearningRate float64 // 0: 0.01, Keras 0.001
	Rho          float64 // 0: 0.99, Keras 0.9
	Momentum     float64 // 0: none
	Epsilon      float64 // 0: 1e-8, Keras 1e-7
	Centered     bool

	state
}

var namesRMSprop = []named{{"rmsprop", func(f Form) Optimizer { return &RMSprop{Form: f} }}}

// Rates points to the learning rate.
func (r *RMSprop) Rates() []*float64 {
	if r.first() {
		r.Form.fill(&r.LearningRate, 0.01, 0.001)
		r.Form.fill(&r.Rho, 0.99, 0.9)
		r.Form.fill(&r.Epsilon, 1e-8, 1e-7)
	}
	return r.one(&r.LearningRate)
}

// Step updates the parameters in place.
func (r *RMSprop) Step(model []gorgonia.ValueGrad) error {
	r.Rates()
	return r.apply("rmsprop", model, r.tensors(), r)
}

// tensors is how many are kept for a parameter.
func (r *RMSprop) tensors() int {
	switch {
	case r.Centered:
		return 3
	case r.Momentum != 0:
		return 2
	}
	return 1
}

func (r *RMSprop) kept() kept {
	return keeps(r.Rates()[0], []string{"square_avg", "momentum_buffer", "grad_avg"}[:r.tensors()]...)
}

// State returns the learning rate, the steps and the tensors.
func (r *RMSprop) State() (State, error) { return r.save(r.kept()), nil }

// Restore takes a State.
func (r *RMSprop) Restore(s State) error { return r.load("rmsprop", r.kept(), s) }

// String says which optimizer it is, with its settings.
func (r *RMSprop) String() string {
	text := fmt.Sprintf("RMSprop in %v, learning rate %g, rho %g, epsilon %g", r.Form, *r.Rates()[0], r.Rho, r.Epsilon)
	if r.Momentum != 0 {
		text += fmt.Sprintf(", momentum %g", r.Momentum)
	}
	if r.Centered {
		text += ", centered"
	}
	return text
}

// describe says what Keras calls it. In PyTorch it is RMSprop(lr, alpha, eps,
// momentum, centered), with alpha for rho.
func (r *RMSprop) describe() (string, settings) {
	return "RMSprop", settings{
		"name": "rmsprop", settingLearningRate: &r.LearningRate,
		"rho": &r.Rho, settingMomentum: &r.Momentum, settingEpsilon: &r.Epsilon, "centered": &r.Centered,
	}
}

func (r *RMSprop) single(t tensors[float32]) { rmsprop(r, t) }
func (r *RMSprop) double(t tensors[float64]) { rmsprop(r, t) }

func rmsprop[F kernel.Float](r *RMSprop, t tensors[F]) {
	// One of the two epsilons is 0.
	inside, outside := F(0), F(r.Epsilon)
	if r.Form == Keras {
		inside, outside = outside, inside
	}
	if r.Momentum != 0 || r.Centered {
		rmspropWhole(r, t, inside, outside)
		return
	}
	kernel.RMSprop(t.w, t.g, t.a, kernel.RMSpropStep[F]{
		LearnRate: F(r.LearningRate), Rho: F(r.Rho), Rest: F(1 - r.Rho), Inside: inside, Outside: outside,
	})
}

// rmspropWhole has the mean and the momentum as well.
func rmspropWhole[F kernel.Float](r *RMSprop, t tensors[F], inside, outside F) {
	before, after := F(1), F(r.LearningRate)
	if r.Form == Keras {
		before, after = after, before
	}
	kernel.RMSpropMomentum(t.w, t.g, t.a, t.b, t.c, kernel.RMSpropMomentumStep[F]{
		Rho: F(r.Rho), Rest: F(1 - r.Rho), Inside: inside, Outside: outside,
		Momentum: F(r.Momentum), Before: before, After: after, Centered: r.Centered,
	})
}
