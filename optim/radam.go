package optim

import (
	"fmt"
	"math"

	"gorgonia.org/gorgonia"

	"digits/graph/kernel"
)

// RAdam is Adam that waits with the mean square until it has seen enough of it
// (Liu et al., 2020, arXiv:1908.03265, Algorithm 2): by the length of its memory,
//
//	ρ∞ = 2/(1-β2) - 1,  ρ = ρ∞ - 2t·β2ᵗ/(1-β2ᵗ),
//
// it makes w -= lr·m/(1-β1ᵗ) up to ρ = 5, and from then on Adam's step times
// √((ρ-4)(ρ-2)ρ∞ / ((ρ∞-4)(ρ∞-2)ρ)), with ε added to the root of the mean square
// itself. The form is PyTorch's; Keras has none.
type RAdam struct {
	LearningRate float64 // 0: 0.001
	Beta1        float64 // 0: 0.9
	Beta2        float64 // 0: 0.999
	Epsilon      float64 // 0: 1e-8

	state
	step     float64
	adaptive bool
}

var namesRAdam = []named{{"radam", func(Form) Optimizer { return &RAdam{} }}}

// Rates points to the learning rate.
func (r *RAdam) Rates() []*float64 {
	if r.first() {
		PyTorch.fill(&r.LearningRate, 0.001, 0)
		PyTorch.fill(&r.Beta1, 0.9, 0)
		PyTorch.fill(&r.Beta2, 0.999, 0)
		PyTorch.fill(&r.Epsilon, 1e-8, 0)
	}
	return r.one(&r.LearningRate)
}

// Step updates the parameters in place.
func (r *RAdam) Step(model []gorgonia.ValueGrad) error {
	r.Rates()
	r.steps++
	t := float64(r.steps)
	power := math.Pow(r.Beta2, t)
	whole := 2/(1-r.Beta2) - 1
	rho := whole - 2*t*power/(1-power)
	r.step = r.LearningRate / (1 - math.Pow(r.Beta1, t))
	if r.adaptive = rho > 5; r.adaptive {
		r.step *= math.Sqrt((1 - power) * (rho - 4) * (rho - 2) * whole / ((whole - 4) * (whole - 2) * rho))
	}
	return r.apply("radam", model, 2, r)
}

func (r *RAdam) kept() kept { return keeps(r.Rates()[0], "exp_avg", "exp_avg_sq") }

// State returns the learning rate, the steps and the tensors.
func (r *RAdam) State() (State, error) { return r.save(r.kept()), nil }

// Restore takes a State.
func (r *RAdam) Restore(s State) error { return r.load("radam", r.kept(), s) }

// String says which optimizer it is, with its settings.
func (r *RAdam) String() string {
	return fmt.Sprintf("RAdam in PyTorch's form, learning rate %g, epsilon %g", *r.Rates()[0], r.Epsilon)
}

// describe names the settings as Keras does for the kin of Adam; RAdam it does not
// have. In PyTorch it is RAdam(lr, betas, eps).
func (r *RAdam) describe() (string, settings) {
	return "", settings{settingLearningRate: &r.LearningRate, "beta_1": &r.Beta1, "beta_2": &r.Beta2, settingEpsilon: &r.Epsilon}
}

func (r *RAdam) single(t tensors[float32]) { radam(r, t) }
func (r *RAdam) double(t tensors[float64]) { radam(r, t) }

func radam[F kernel.Float](r *RAdam, t tensors[F]) {
	kernel.RAdam(t.w, t.g, t.a, t.b, kernel.RAdamStep[F]{
		Betas: kernel.NewBetas[F](r.Beta1, r.Beta2), Step: F(r.step), Eps: F(r.Epsilon), Adaptive: r.adaptive,
	})
}
