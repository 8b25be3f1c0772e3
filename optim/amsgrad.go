package optim

import (
	"fmt"
	"math"

	"gorgonia.org/gorgonia"

	"digits/graph/kernel"
)

// AMSGrad is Adam that divides by the largest mean square so far, so that no
// weight's steps grow again (Reddi, Kale & Kumar, 2018, arXiv:1904.09237). It is
// the option amsgrad of the libraries' Adam, whose two forms it has: PyTorch adds
// ε to the root of the corrected mean square, Keras to the root of the mean square
// itself.
type AMSGrad struct {
	Form         Form
	LearningRate float64 // 0: 0.001
	Beta1        float64 // 0: 0.9
	Beta2        float64 // 0: 0.999
	Epsilon      float64 // 0: 1e-8, Keras 1e-7

	state
}

var namesAMSGrad = []named{{"amsgrad", func(f Form) Optimizer { return &AMSGrad{Form: f} }}}

// Rates points to the learning rate.
func (a *AMSGrad) Rates() []*float64 {
	if a.first() {
		a.Form.fill(&a.LearningRate, 0.001, 0.001)
		a.Form.fill(&a.Beta1, 0.9, 0.9)
		a.Form.fill(&a.Beta2, 0.999, 0.999)
		a.Form.fill(&a.Epsilon, 1e-8, 1e-7)
	}
	return a.one(&a.LearningRate)
}

// Step updates the parameters in place.
func (a *AMSGrad) Step(model []gorgonia.ValueGrad) error {
	a.Rates()
	a.steps++
	return a.apply("amsgrad", model, 3, a)
}

func (a *AMSGrad) kept() kept { return keeps(a.Rates()[0], "exp_avg", "exp_avg_sq", "max_exp_avg_sq") }

// State returns the learning rate, the steps and the tensors.
func (a *AMSGrad) State() (State, error) { return a.save(a.kept()), nil }

// Restore takes a State.
func (a *AMSGrad) Restore(s State) error { return a.load("amsgrad", a.kept(), s) }

// String says which optimizer it is, with its settings.
func (a *AMSGrad) String() string {
	return fmt.Sprintf("AMSGrad in %v, learning rate %g, epsilon %g", a.Form, *a.Rates()[0], a.Epsilon)
}

// describe says what Keras calls it. In PyTorch it is Adam(lr, betas, eps,
// amsgrad=True).
func (a *AMSGrad) describe() (string, settings) {
	return "Adam", settings{
		"name": "adam", settingLearningRate: &a.LearningRate,
		"beta_1": &a.Beta1, "beta_2": &a.Beta2, settingEpsilon: &a.Epsilon, "amsgrad": true,
	}
}

func (a *AMSGrad) single(t tensors[float32]) { amsgrad(a, t) }
func (a *AMSGrad) double(t tensors[float64]) { amsgrad(a, t) }

func amsgrad[F kernel.Float](a *AMSGrad, t tensors[F]) {
	root := math.Sqrt(1 - math.Pow(a.Beta2, float64(a.steps)))
	eps := a.Epsilon
	if a.Form == PyTorch {
		eps *= root // m/(√v/root + ε) = root·m/(√v + ε·root)
	}
	kernel.AMSGrad(t.w, t.g, t.a, t.b, t.c, kernel.AMSGradStep[F]{
		Betas: kernel.NewBetas[F](a.Beta1, a.Beta2),
		Step:  F(a.LearningRate * root / (1 - math.Pow(a.Beta1, float64(a.steps)))),
		Eps:   F(eps),
	})
}
