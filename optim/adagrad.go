package optim

import (
	"fmt"

	"gorgonia.org/gorgonia"

	"digits/graph/kernel"
)

// Adagrad divides the gradient by the root of the sum of all its squares (Duchi,
// Hazan & Singer, 2011): a += g², w -= lr·g/(√a + ε). Keras has ε inside the
// root, √(a + ε), and begins with a sum of 0.1.
type Adagrad struct {
	Form         Form
	LearningRate float64 // 0: 0.01, Keras 0.001
	Epsilon      float64 // 0: 1e-10, Keras 1e-7
	Initial      float64 // of the sum of squares; 0: 0, Keras 0.1

	state
}

var namesAdagrad = []named{{"adagrad", func(f Form) Optimizer { return &Adagrad{Form: f} }}}

// Rates points to the learning rate.
func (a *Adagrad) Rates() []*float64 {
	if a.first() {
		a.Form.fill(&a.LearningRate, 0.01, 0.001)
		a.Form.fill(&a.Epsilon, 1e-10, 1e-7)
		a.Form.fill(&a.Initial, 0, 0.1)
	}
	return a.one(&a.LearningRate)
}

// Step updates the parameters in place.
func (a *Adagrad) Step(model []gorgonia.ValueGrad) error {
	a.Rates()
	return a.apply("adagrad", model, 1, a)
}

func (a *Adagrad) kept() kept { return keeps(a.Rates()[0], "sum") }

// State returns the learning rate, the steps and the tensors.
func (a *Adagrad) State() (State, error) { return a.save(a.kept()), nil }

// Restore takes a State.
func (a *Adagrad) Restore(s State) error { return a.load("adagrad", a.kept(), s) }

// String says which optimizer it is, with its settings.
func (a *Adagrad) String() string {
	return fmt.Sprintf("Adagrad in %v, learning rate %g, epsilon %g", a.Form, *a.Rates()[0], a.Epsilon)
}

// describe says what Keras calls it. In PyTorch it is Adagrad(lr,
// initial_accumulator_value, eps).
func (a *Adagrad) describe() (string, settings) {
	return "Adagrad", settings{
		"name": "adagrad", settingLearningRate: &a.LearningRate,
		"initial_accumulator_value": &a.Initial, settingEpsilon: &a.Epsilon,
	}
}

func (a *Adagrad) single(t tensors[float32]) { adagrad(a, t) }
func (a *Adagrad) double(t tensors[float64]) { adagrad(a, t) }

// adagrad keeps the sum without its initial value.
func adagrad[F kernel.Float](a *Adagrad, t tensors[F]) {
	inside, outside := F(a.Initial), F(a.Epsilon)
	if a.Form == Keras {
		inside, outside = F(a.Initial+a.Epsilon), 0
	}
	// RMSprop with a sum for the mean.
	kernel.RMSprop(t.w, t.g, t.a, kernel.RMSpropStep[F]{
		LearnRate: F(a.LearningRate), Rho: 1, Rest: 1, Inside: inside, Outside: outside,
	})
}
