package optim

import (
	"fmt"

	"gorgonia.org/gorgonia"

	"digits/graph/kernel"
)

// Adadelta measures its own step (Zeiler, 2012, arXiv:1212.5701, Algorithm 1):
// v = ρ·v + (1-ρ)·g², δ = g·√(u + ε)/√(v + ε), u = ρ·u + (1-ρ)·δ², w -= lr·δ.
// The paper has no learning rate, which is PyTorch's default of 1; the forms
// differ in the defaults alone, and Keras' 0.001 makes very small steps.
type Adadelta struct {
	Form         Form
	LearningRate float64 // 0: 1, Keras 0.001
	Rho          float64 // 0: 0.9, Keras 0.95
	Epsilon      float64 // 0: 1e-6, Keras 1e-7

	state
}

var namesAdadelta = []named{{"adadelta", func(f Form) Optimizer { return &Adadelta{Form: f} }}}

// Rates points to the learning rate.
func (a *Adadelta) Rates() []*float64 {
	if a.first() {
		a.Form.fill(&a.LearningRate, 1, 0.001)
		a.Form.fill(&a.Rho, 0.9, 0.95)
		a.Form.fill(&a.Epsilon, 1e-6, 1e-7)
	}
	return a.one(&a.LearningRate)
}

// Step updates the parameters in place.
func (a *Adadelta) Step(model []gorgonia.ValueGrad) error {
	a.Rates()
	return a.apply("adadelta", model, 2, a)
}

func (a *Adadelta) kept() kept { return keeps(a.Rates()[0], "square_avg", "acc_delta") }

// State returns the learning rate, the steps and the tensors.
func (a *Adadelta) State() (State, error) { return a.save(a.kept()), nil }

// Restore takes a State.
func (a *Adadelta) Restore(s State) error { return a.load("adadelta", a.kept(), s) }

// String says which optimizer it is, with its settings.
func (a *Adadelta) String() string {
	return fmt.Sprintf("Adadelta in %v, learning rate %g, rho %g, epsilon %g", a.Form, *a.Rates()[0], a.Rho, a.Epsilon)
}

// describe says what Keras calls it. In PyTorch it is Adadelta(lr, rho, eps).
func (a *Adadelta) describe() (string, settings) {
	return "Adadelta", settings{"name": "adadelta", settingLearningRate: &a.LearningRate, "rho": &a.Rho, settingEpsilon: &a.Epsilon}
}

func (a *Adadelta) single(t tensors[float32]) { adadelta(a, t) }
func (a *Adadelta) double(t tensors[float64]) { adadelta(a, t) }

func adadelta[F kernel.Float](a *Adadelta, t tensors[F]) {
	kernel.Adadelta(t.w, t.g, t.a, t.b, kernel.AdadeltaStep[F]{
		LearnRate: F(a.LearningRate), Rho: F(a.Rho), Rest: F(1 - a.Rho), Eps: F(a.Epsilon),
	})
}
