package graph

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"gorgonia.org/gorgonia"
)

var everything = Sequential{
	Dense{Units: 6, KernelPenalty: L2(0.01)},
	BatchNorm{},
	SiLU,
	Dropout{Rate: 0.3},
	Residual{Layers: Sequential{LayerNorm{}, Dense{Name: "inner", Units: 6, Activation: Tanh}}},
	Concat{nil, Dense{Share: "inner"}},
	Dense{Units: 3},
}

func filled(t *testing.T, net Layer, params *Params, mode Mode) *Program {
	t.Helper()
	p := mustCompile(t, net, params, Options{
		Mode: mode, Batch: 4, Input: []int{5}, Loss: SparseCategoricalCrossentropy{From: FromLogits}, Clock: &Clock{Seed: 3, Step: 1},
	})
	for i := range p.Input() {
		p.Input()[i] = float32(i*i%17) / 17
	}
	for i := range p.Labels() {
		p.Labels()[i] = int32(i % 3)
	}
	return p
}

// Profile leaves what Run leaves: output, loss, gradients and the new state, to the
// bit.
func TestProfileIsARun(t *testing.T) {
	run, profiled := mustInit(t, everything, 5), mustInit(t, everything, 5)
	a, b := filled(t, everything, run, Training), filled(t, everything, profiled, Training)
	if err := a.Run(); err != nil {
		t.Fatal(err)
	}
	if err := b.Profile(func(string, time.Duration) {}); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(a.Output(), b.Output()) || a.Loss() != b.Loss() || math.IsNaN(a.Loss()) {
		t.Errorf("Run gives %v, loss %v, Profile %v, loss %v", a.Output(), a.Loss(), b.Output(), b.Loss())
	}
	if want := gradientsOf(t, a); len(want) != 10 || !slices.EqualFunc(gradientsOf(t, b), want, slices.Equal[[]float32]) {
		t.Errorf("Run and Profile give other gradients: %d and %v", len(want), gradientsOf(t, b))
	}
	if names := changed(run, profiled); len(names) > 0 {
		t.Errorf("Run and Profile leave other %v", names)
	}
	if names := changed(mustInit(t, everything, 5), profiled); !slices.Equal(names, []string{"batch_normalization/moving_mean", "batch_normalization/moving_variance"}) {
		t.Errorf("a profile has changed %v, want the statistics alone", names)
	}
}

// RunStill gives what Run gives and leaves the state; a run in inference, or of a
// frozen layer, changes nothing; a loss that is not finite changes nothing.
func TestStateChangesByTrainingAlone(t *testing.T) {
	for _, c := range []struct {
		name string
		net  Layer
		mode Mode
		run  func(p *Program) error
	}{
		{"still", everything, Training, (*Program).RunStill},
		{"inference", everything, Inference, (*Program).Run},
		{"Monte Carlo", everything, MonteCarlo, (*Program).Run},
		{"frozen", Sequential{Frozen{everything[:4]}, everything[4:]}, Training, (*Program).Run},
		{"not finite", everything, Training, func(p *Program) error {
			p.Input()[2] = float32(math.NaN())
			return p.Run()
		}},
	} {
		params := mustInit(t, c.net, 5)
		was := params.Clone()
		if err := c.run(filled(t, c.net, params, c.mode)); err != nil {
			t.Fatal(err)
		}
		if names := changed(was, params); len(names) > 0 {
			t.Errorf("%s: %v changed", c.name, names)
		}
	}
}

// A program whose masks would be the same at each step is refused.
func TestNoClock(t *testing.T) {
	for _, layer := range []Layer{Dropout{Rate: 0.3}, GaussianNoise{Deviation: 0.1}} {
		net := Sequential{layer, Dense{Units: 3}}
		for _, mode := range []Mode{Training, MonteCarlo} {
			_, err := Compile(net, mustInit(t, net, 5), Options{Mode: mode, Batch: 4, Input: []int{5}, Loss: MeanSquaredError})
			if err == nil || !strings.Contains(err.Error(), "give Options.Clock") {
				t.Errorf("%T, mode %v: got %v, want that it has no clock", layer, mode, err)
			}
		}
		mustCompile(t, net, mustInit(t, net, 5), Options{Batch: 4, Input: []int{5}}) // inference needs none
	}
	net := Sequential{Dropout{}, Dense{Units: 3}} // of rate 0
	mustCompile(t, net, mustInit(t, net, 5), Options{Mode: Training, Batch: 4, Input: []int{5}, Loss: MeanSquaredError})
}

// By hand: a kernel of 2 and a bias of 1, then squared: (2x+1)², 4·(2x+1).
func TestDeriveBeginsWithDense(t *testing.T) {
	all := func(v float64) Initializer {
		return func(_ *rand.Rand, _, _ int, w []float64) {
			for i := range w {
				w[i] = v
			}
		}
	}
	net := Sequential{Dense{Units: 1, Kernel: all(2), Bias: all(1)}, &Function{
		Title: "square", Value: func(x float64) float64 { return x * x }, Derivative: func(x float64) float64 { return 2 * x },
	}}
	y, d, err := Derive(net, [][]float64{{-1}, {0}, {3}})
	if err != nil {
		t.Fatal(err)
	}
	compareAll(t, "value", flat(y), []float64{1, 1, 49}, 1e-15)
	compareAll(t, "derivative", flat(d), []float64{-4, 4, 28}, 1e-15)
}

// Shapes of (1, n), which gorgonia takes for rows, do not come from trying a network
// on a batch of one: what a batch of 1 does, a batch of 3 does row by row.
func TestBatchOfOne(t *testing.T) {
	net := Sequential{Dense{Units: 6}, Func(func(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
		b, err := s.Param("b", GlorotUniform, 1, 6)
		if err != nil {
			return nil, err
		}
		return gorgonia.BroadcastAdd(x, b, nil, []byte{0})
	}), Dense{Units: 3}}
	params := mustInit(t, net, 5)
	three := mustCompile(t, net, params, Options{Batch: 3, Input: []int{5}})
	for i := range three.Input() {
		three.Input()[i] = float32(i) / 7
	}
	if err := three.Run(); err != nil {
		t.Fatal(err)
	}
	one := mustCompile(t, net, params, Options{Batch: 1, Input: []int{5}})
	for row := range 3 {
		copy(one.Input(), three.Input()[row*5:])
		if err := one.Run(); err != nil {
			t.Fatal(err)
		}
		if want := three.Output()[row*3 : row*3+3]; !slices.Equal(one.Output(), want) {
			t.Errorf("row %d alone gives %v, among others %v", row, one.Output(), want)
		}
	}
}
