package optim

import (
	"fmt"
	"math"

	"gorgonia.org/gorgonia"

	"digits/graph/kernel"
)

// Adamax is Adam with the largest gradient of late for the root of the mean
// square (Kingma & Ba, 2015, Algorithm 2): m = β1·m + (1-β1)·g,
// u = max(β2·u, |g| + ε), w -= lr/(1-β1ᵗ)·m/u. Keras adds ε to u when it divides
// and not before it takes the maximum.
type Adamax struct {
	Form         Form
	LearningRate float64 // 0: 0.002, Keras 0.001
	Beta1        float64 // 0: 0.9
	Beta2        float64 // 0: 0.999
	Epsilon      float64 // 0: 1e-8, Keras 1e-7

	state
}

var namesAdamax = []named{{"adamax", func(f Form) Optimizer { return &Adamax{Form: f} }}}

// Rates points to the learning rate.
func (a *Adamax) Rates() []*float64 {
	if a.first() {
		a.Form.fill(&a.LearningRate, 0.002, 0.001)
		a.Form.fill(&a.Beta1, 0.9, 0.9)
		a.Form.fill(&a.Beta2, 0.999, 0.999)
		a.Form.fill(&a.Epsilon, 1e-8, 1e-7)
	}
	return a.one(&a.LearningRate)
}

// Step updates the parameters in place.
func (a *Adamax) Step(model []gorgonia.ValueGrad) error {
	a.Rates()
	a.steps++
	return a.apply("adamax", model, 2, a)
}

func (a *Adamax) kept() kept { return keeps(a.Rates()[0], "exp_avg", "exp_inf") }

// State returns the learning rate, the steps and the tensors.
func (a *Adamax) State() (State, error) { return a.save(a.kept()), nil }

// Restore takes a State.
func (a *Adamax) Restore(s State) error { return a.load("adamax", a.kept(), s) }

// String says which optimizer it is, with its settings.
func (a *Adamax) String() string {
	return fmt.Sprintf("Adamax in %v, learning rate %g, epsilon %g", a.Form, *a.Rates()[0], a.Epsilon)
}

// describe says what Keras calls it. In PyTorch it is Adamax(lr, betas, eps).
func (a *Adamax) describe() (string, settings) {
	return "Adamax", settings{
		"name": "adamax", settingLearningRate: &a.LearningRate,
		"beta_1": &a.Beta1, "beta_2": &a.Beta2, settingEpsilon: &a.Epsilon,
	}
}

func (a *Adamax) single(t tensors[float32]) { adamax(a, t) }
func (a *Adamax) double(t tensors[float64]) { adamax(a, t) }

func adamax[F kernel.Float](a *Adamax, t tensors[F]) {
	// One of the two epsilons is 0.
	before, after := F(a.Epsilon), F(0)
	if a.Form == Keras {
		before, after = after, before
	}
	kernel.Adamax(t.w, t.g, t.a, t.b, kernel.AdamaxStep[F]{
		Betas:  kernel.NewBetas[F](a.Beta1, a.Beta2),
		Step:   F(a.LearningRate / (1 - math.Pow(a.Beta1, float64(a.steps)))),
		Before: before, After: after,
	})
}
