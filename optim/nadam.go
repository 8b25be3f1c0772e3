package optim

import (
	"fmt"
	"math"

	"gorgonia.org/gorgonia"

	"digits/graph/kernel"
)

// Nadam is Adam with Nesterov's momentum (Dozat, 2016). With Adam's means m and
// v, with μ(t) = β1·(1 - 0.96^(t·decay)/2) and their product P up to step t,
//
//	w -= lr·( μ(t+1)·m/(1 - P·μ(t+1)) + (1-μ(t))·g/(1-P) ) / (√(v/(1-β2ᵗ)) + ε).
//
// The forms differ in the defaults alone: with Keras' decay of 1, μ comes to β1
// 250 times sooner.
type Nadam struct {
	Form          Form
	LearningRate  float64 // 0: 0.002, Keras 0.001
	Beta1         float64 // 0: 0.9
	Beta2         float64 // 0: 0.999
	Epsilon       float64 // 0: 1e-8, Keras 1e-7
	MomentumDecay float64 // 0: 0.004, Keras 1

	state
	product                      float64 // of the μ up to this step
	meanStep, gradStep, rootStep float64 // what m, g and √v are multiplied by
}

var namesNadam = []named{{"nadam", func(f Form) Optimizer { return &Nadam{Form: f} }}}

// Rates points to the learning rate.
func (n *Nadam) Rates() []*float64 {
	if n.first() {
		n.Form.fill(&n.LearningRate, 0.002, 0.001)
		n.Form.fill(&n.Beta1, 0.9, 0.9)
		n.Form.fill(&n.Beta2, 0.999, 0.999)
		n.Form.fill(&n.Epsilon, 1e-8, 1e-7)
		n.Form.fill(&n.MomentumDecay, 0.004, 1)
		n.product = 1
	}
	return n.one(&n.LearningRate)
}

// momentum is μ at step t.
func (n *Nadam) momentum(t int) float64 {
	return n.Beta1 * (1 - 0.5*math.Pow(0.96, float64(t)*n.MomentumDecay))
}

// Step updates the parameters in place.
func (n *Nadam) Step(model []gorgonia.ValueGrad) error {
	n.Rates()
	n.steps++
	now, next := n.momentum(n.steps), n.momentum(n.steps+1)
	n.product *= now
	n.meanStep = n.LearningRate * next / (1 - n.product*next)
	n.gradStep = n.LearningRate * (1 - now) / (1 - n.product)
	n.rootStep = 1 / math.Sqrt(1-math.Pow(n.Beta2, float64(n.steps)))
	return n.apply("nadam", model, 2, n)
}

func (n *Nadam) kept() kept {
	return keeps(n.Rates()[0], "exp_avg", "exp_avg_sq").with("mu_product", &n.product)
}

// State returns the learning rate, the steps and the tensors.
func (n *Nadam) State() (State, error) { return n.save(n.kept()), nil }

// Restore takes a State.
func (n *Nadam) Restore(s State) error { return n.load("nadam", n.kept(), s) }

// String says which optimizer it is, with its settings.
func (n *Nadam) String() string {
	return fmt.Sprintf("Nadam in %v, learning rate %g, epsilon %g", n.Form, *n.Rates()[0], n.Epsilon)
}

// describe says what Keras calls it, where the momentum's decay is no setting, but
// 1. In PyTorch it is NAdam(lr, betas, eps, momentum_decay).
func (n *Nadam) describe() (string, settings) {
	class := "Nadam"
	if n.MomentumDecay != 1 {
		class = ""
	}
	return class, settings{
		"name": "nadam", settingLearningRate: &n.LearningRate,
		"beta_1": &n.Beta1, "beta_2": &n.Beta2, settingEpsilon: &n.Epsilon,
	}
}

func (n *Nadam) single(t tensors[float32]) { nadam(n, t) }
func (n *Nadam) double(t tensors[float64]) { nadam(n, t) }

func nadam[F kernel.Float](n *Nadam, t tensors[F]) {
	kernel.Nadam(t.w, t.g, t.a, t.b, kernel.NadamStep[F]{
		Betas:    kernel.NewBetas[F](n.Beta1, n.Beta2),
		MeanStep: F(n.meanStep), GradStep: F(n.gradStep), RootStep: F(n.rootStep), Eps: F(n.Epsilon),
	})
}
