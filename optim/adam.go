package optim

import (
	"fmt"
	"math"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
)

// Adam is gorgonia's AdamSolver (Kingma & Ba, 2015, Algorithm 1), with Keras'
// form of it as an option. Where the parameters are float32 and no Options are
// set, a step is one fused pass over the solver's own moments, with the bits
// that AdamSolver.Step would compute; otherwise AdamSolver.Step itself runs.
//
// The zero value is PyTorch's default. The fields must not change after the
// first step, but LearningRate may. The parameters must come in the same order
// at each step, since the moments go by position.
type Adam struct {
	LearningRate float64 // 0: 0.001
	Beta1        float64 // 0: 0.9
	Beta2        float64 // 0: 0.999
	Epsilon      float64 // 0: 1e-8

	// EpsilonHat adds Epsilon to the root of the moment as it is, not of the
	// corrected one: the formula before section 2.1 of the paper, which Keras uses.
	EpsilonHat bool

	// Options are gorgonia's own, for regularisation and clipping.
	Options []gorgonia.SolverOpt

	filled    bool
	rate      [1]*float64
	solver    *gorgonia.AdamSolver
	beta1     float64 // as the solver has them, see start
	beta2     float64
	moments   *adamState // nil: out of reach, no fused step
	iteration int
	restored  *State // until the next step
}

// Rates points to the learning rate.
func (a *Adam) Rates() []*float64 {
	if !a.filled {
		a.filled = true
		PyTorch.fill(&a.LearningRate, 0.001, 0)
		PyTorch.fill(&a.Beta1, 0.9, 0)
		PyTorch.fill(&a.Beta2, 0.999, 0)
		PyTorch.fill(&a.Epsilon, 1e-8, 0)
	}
	a.rate[0] = &a.LearningRate
	return a.rate[:]
}

var namesAdam = []named{{"adam", func(f Form) Optimizer {
	a := &Adam{EpsilonHat: f == Keras}
	f.fill(&a.Epsilon, 1e-8, 1e-7)
	return a
}}}

// describe says what Keras calls it. Gorgonia's options it does not have. In
// PyTorch it is Adam(lr, betas, eps).
func (a *Adam) describe() (string, settings) {
	class := "Adam"
	if len(a.Options) > 0 {
		class = ""
	}
	return class, settings{
		"name": "adam", settingLearningRate: &a.LearningRate,
		"beta_1": &a.Beta1, "beta_2": &a.Beta2, settingEpsilon: &a.Epsilon, "amsgrad": false,
	}
}

// String says which optimizer it is, with its settings.
func (a *Adam) String() string {
	form := PyTorch
	if a.EpsilonHat {
		form = Keras
	}
	return fmt.Sprintf("Adam in %v, learning rate %g, epsilon %g", form, *a.Rates()[0], a.Epsilon)
}

// Step updates the parameters in place. It may overwrite the gradients.
func (a *Adam) Step(model []gorgonia.ValueGrad) error {
	if len(model) == 0 {
		return errors.New("optim: adam: got no parameters")
	}
	if a.solver == nil {
		a.start(model)
		if err := a.goOn(model); err != nil {
			a.solver = nil
			return err
		}
	}
	a.iteration++
	gorgonia.WithLearnRate(a.LearningRate)(a.solver)
	eps := a.epsilon()
	gorgonia.WithEps(eps)(a.solver)
	if len(a.Options) > 0 || a.moments == nil || !fusable(model) {
		return a.solver.Step(model)
	}
	if a.iteration == 1 {
		if err := a.moments.allocate(a.solver, model); err != nil {
			return err
		}
	}
	a.moments.setIteration(a.iteration)
	return a.fused(model, a.moments, kernel.NewAdamStep(a.LearningRate, a.beta1, a.beta2, eps, a.iteration))
}

// start fills in the defaults and makes the solver. In float32 it rounds the
// betas first: the solver takes 1-β2 in float32 for the moment, but 1-β2ᵗ in
// float64 for the correction, and at 0.999 these differ by 1.3e-5, which would
// make each step 6e-6 too long. Both follow from the rounded β2 alike.
func (a *Adam) start(model []gorgonia.ValueGrad) {
	a.Rates()
	a.beta1, a.beta2 = a.Beta1, a.Beta2
	if single(model) {
		a.beta1, a.beta2 = float64(float32(a.Beta1)), float64(float32(a.Beta2))
	}
	a.solver = gorgonia.NewAdamSolver(gorgonia.WithBeta1(a.beta1), gorgonia.WithBeta2(a.beta2))
	for _, o := range a.Options {
		o(a.solver)
	}
	if state, err := stateOf(a.solver); err == nil {
		a.moments = state
	}
}

// epsilon returns the solver's epsilon at this iteration. Keras' step is
// lr·√(1-β2ᵗ)/(1-β1ᵗ)·m/(√v+ε); dividing both sides of the fraction by √(1-β2ᵗ)
// gives Algorithm 1's with ε/√(1-β2ᵗ).
func (a *Adam) epsilon() float64 {
	if !a.EpsilonHat {
		return a.Epsilon
	}
	return a.Epsilon / math.Sqrt(1-math.Pow(a.beta2, float64(a.iteration)))
}

func (a *Adam) fused(model []gorgonia.ValueGrad, state *adamState, step kernel.AdamStep) error {
	for i, p := range model {
		g, err := p.Grad()
		if err != nil {
			return errors.Wrap(err, "optim: adam")
		}
		m, v, err := state.moments(i)
		if err != nil {
			return err
		}
		w, grad := p.Value().(*tensor.Dense), g.(*tensor.Dense)
		if n := w.DataSize(); grad.DataSize() != n || len(m) != n {
			return errors.Errorf("optim: adam: parameter %d has %d weights, its gradient %d, its moments %d: the parameters' order must not change",
				i, n, grad.DataSize(), len(m))
		}
		kernel.Adam(w.Float32s(), grad.Float32s(), m, v, step)
	}
	return nil
}

func single(model []gorgonia.ValueGrad) bool {
	t, ok := model[0].Value().(*tensor.Dense)
	return ok && t.Dtype() == tensor.Float32
}

// fusable reports whether all parameters are plain float32 tensors.
func fusable(model []gorgonia.ValueGrad) bool {
	for _, p := range model {
		g, err := p.Grad()
		if err != nil || !plain(p.Value()) || !plain(g) {
			return false
		}
	}
	return true
}

func plain(v gorgonia.Value) bool {
	t, ok := v.(*tensor.Dense)
	return ok && t.Dtype() == tensor.Float32 && !t.RequiresIterator()
}
