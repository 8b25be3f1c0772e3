package optim

import (
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

type param struct{ w, g *tensor.Dense }

func (p param) Value() gorgonia.Value         { return p.w }
func (p param) Grad() (gorgonia.Value, error) { return p.g, nil }

func newParams(r *rand.Rand, sizes ...int) []param {
	var ps []param
	for _, n := range sizes {
		p := param{tensor.New(tensor.Of(tensor.Float32), tensor.WithShape(n)), tensor.New(tensor.Of(tensor.Float32), tensor.WithShape(n))}
		for i := range p.w.Float32s() {
			p.w.Float32s()[i] = float32(r.NormFloat64())
		}
		ps = append(ps, p)
	}
	return ps
}

func model(ps []param) []gorgonia.ValueGrad {
	var vs []gorgonia.ValueGrad
	for _, p := range ps {
		vs = append(vs, p)
	}
	return vs
}

func clone(ps []param) []param {
	var c []param
	for _, p := range ps {
		c = append(c, param{p.w.Clone().(*tensor.Dense), p.g.Clone().(*tensor.Dense)})
	}
	return c
}

// rounded are the default betas as float32 has them; Adam's start says why.
var rounded = []gorgonia.SolverOpt{
	gorgonia.WithBeta1(float64(float32(0.9))),
	gorgonia.WithBeta2(float64(float32(0.999))),
}

// The fused step must have AdamSolver's bits: 500 steps over three parameters,
// with a learning rate that changes, in PyTorch's form and in Keras'.
func TestAdamIsAdamSolver(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("Go fuses multiply-adds of the solver's, whose last bits differ then")
	}
	for _, hat := range []bool{false, true} {
		r := rand.New(rand.NewPCG(1, 2))
		ours := newParams(r, 1000, 7, 64)
		theirs := clone(ours)
		adam := &Adam{Epsilon: 1e-7, EpsilonHat: hat}
		solver := gorgonia.NewAdamSolver(append(rounded, gorgonia.WithEps(1e-7))...)
		for step := 1; step <= 500; step++ {
			for i := range ours {
				for j := range ours[i].g.Float32s() {
					g := float32(r.NormFloat64() * math.Pow(10, float64(j%9-6)))
					ours[i].g.Float32s()[j], theirs[i].g.Float32s()[j] = g, g
				}
			}
			rate := 0.001 / float64(step)
			adam.LearningRate = rate
			gorgonia.WithLearnRate(rate)(solver)
			if hat {
				gorgonia.WithEps(1e-7 / math.Sqrt(1-math.Pow(float64(float32(0.999)), float64(step))))(solver)
			}
			if err := adam.Step(model(ours)); err != nil {
				t.Fatal(err)
			}
			if err := solver.Step(model(theirs)); err != nil {
				t.Fatal(err)
			}
		}
		different := 0
		for i := range ours {
			for j, w := range ours[i].w.Float32s() {
				if math.Float32bits(w) != math.Float32bits(theirs[i].w.Float32s()[j]) {
					different++
				}
			}
		}
		if different > 0 {
			t.Errorf("epsilon hat %v: %d of 1071 weights differ after 500 steps", hat, different)
		}
		state, err := stateOf(adam.solver)
		if err != nil || *state.iter != 500 {
			t.Errorf("the solver counts %d iterations (%v), want 500", *state.iter, err)
		}
	}
}

// With gorgonia's own options its own Step runs.
func TestAdamWithOptions(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	ours := newParams(r, 100)
	theirs := clone(ours)
	adam := &Adam{Options: []gorgonia.SolverOpt{gorgonia.WithL2Reg(0.1)}}
	solver := gorgonia.NewAdamSolver(append(rounded, gorgonia.WithL2Reg(0.1))...)
	for range 10 {
		for j := range 100 {
			g := float32(r.NormFloat64())
			ours[0].g.Float32s()[j], theirs[0].g.Float32s()[j] = g, g
		}
		if err := adam.Step(model(ours)); err != nil {
			t.Fatal(err)
		}
		if err := solver.Step(model(theirs)); err != nil {
			t.Fatal(err)
		}
	}
	for j, w := range ours[0].w.Float32s() {
		if w != theirs[0].w.Float32s()[j] {
			t.Fatalf("weight %d is %v, AdamSolver has %v", j, w, theirs[0].w.Float32s()[j])
		}
	}
}

func TestAdamRefusesOtherParameters(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	adam := &Adam{}
	if err := adam.Step(model(newParams(r, 10))); err != nil {
		t.Fatal(err)
	}
	if err := adam.Step(model(newParams(r, 11))); err == nil {
		t.Error("a parameter of another size passes")
	}
	if err := adam.Step(model(newParams(r, 10, 10))); err == nil {
		t.Error("a parameter more passes")
	}
}
