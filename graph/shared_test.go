package graph

import (
	"math"
	"slices"
	"strings"
	"testing"

	"gorgonia.org/gorgonia"

	"digits/graph/op"
)

// Layers that are made of layers share weights by their pointer as others do, and their
// values do not.
func TestPointersOfManyLayersShareWeights(t *testing.T) {
	dense := Dense{Units: 4, Activation: Tanh}
	both := &within{dense}
	for name, l := range map[string]Layer{
		"Sequential": &Sequential{dense, dense}, "Residual": &Residual{Layers: Sequential{dense}, Shortcut: dense},
		"Concat": &Concat{Dense{Units: 2}, Dense{Units: 2}}, "Average": &Average{dense, dense}, "Frozen": &Frozen{dense},
		"Wiring": &Wiring{{"a", dense, []string{""}}, {"b", dense, []string{"a"}}}, "one's own": both,
		"a pointer in a pointer": &Sequential{both, dense, both},
	} {
		once := mustInit(t, Sequential{l, Dense{Name: "last", Units: 3}}, 4)
		net := Sequential{l, l, l, Dense{Name: "last", Units: 3}}
		if p := mustInit(t, net, 4); !slices.Equal(p.Names(), once.Names()) {
			t.Errorf("%s: three times it has the weights %v, once %v", name, p.Names(), once.Names())
		}
		checkRight(t, name, net, CheckOptions{Input: []int{4}, Loss: SparseCategoricalCrossentropy{From: FromLogits}})
	}
	value := within{dense}
	if p := mustInit(t, Sequential{value, value}, 4); len(p.Names()) != 4 {
		t.Errorf("a value twice has the weights %v, want two sets", p.Names())
	}
}

// inside is a layer of one's own that applies another.
type within struct{ layer Layer }

func (l within) Apply(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	return s.Apply(l.layer, x)
}

// A layer that has other layers where it stands again is an error.
func TestPointerOfOtherLayers(t *testing.T) {
	l := &another{}
	if _, err := Init(Sequential{l, l}, []int{4}, 1); err == nil || !strings.Contains(err.Error(), "want the same layers") {
		t.Errorf("got %v", err)
	}
}

type another struct{ before bool }

func (l *another) Apply(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	if l.before {
		return s.Apply(PReLU{}, x)
	}
	l.before = true
	return s.Apply(Dense{Units: 4}, x)
}

// Two masks are two, also where one dropout stands twice or one layer has both.
func TestMasksOfOneLayerDiffer(t *testing.T) {
	one := &Dropout{Rate: 0.5}
	both := Func(func(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
		var masked gorgonia.Nodes
		for range 2 {
			clock, err := s.Clock()
			if err != nil {
				return nil, err
			}
			y, err := op.Dropout(x, 0.5, clock, s.Stream())
			if err != nil {
				return nil, err
			}
			masked = append(masked, y)
		}
		return op.Concat(masked...)
	})
	for name, net := range map[string]Layer{"by a pointer": Concat{one, one}, "in one layer": both} {
		const width = 64
		p := mustCompile(t, net, &Params{}, Options{Mode: MonteCarlo, Batch: 1, Input: []int{width}, Clock: &Clock{Seed: 1}})
		for i := range p.Input() {
			p.Input()[i] = 1
		}
		if err := p.Run(); err != nil {
			t.Fatal(err)
		}
		if y := p.Output(); slices.Equal(y[:width], y[width:]) {
			t.Errorf("%s: both masks are %v", name, y[:width])
		}
	}
}

// A batch norm that stands twice by its pointer updates its moving averages twice a
// step, as PyTorch's BatchNorm1d does: the figures are those of PyTorch 2.15 after two
// calls of bn(linear(bn(x))) in float64.
func TestSharedBatchNormIsTheirs(t *testing.T) {
	norm := &BatchNorm{Momentum: 0.9, Epsilon: 1e-5, Unbiased: true}
	net := Sequential{norm, Dense{Units: 2, NoBias: true}, norm}
	params := mustInit(t, net, 2)
	if err := params.Set("dense/kernel", []int{2, 2}, []float32{1, -1, 2, 3}); err != nil {
		t.Fatal(err)
	}
	x := []float32{1, 2, 3, -1, 0, 4, 2, 2.5}
	training := mustCompile(t, net, params, Options{Mode: Training, Batch: 4, Input: []int{2}})
	copy(training.Input(), x)
	for range 2 {
		if err := training.Run(); err != nil {
			t.Fatal(err)
		}
	}
	inference := mustCompile(t, net, params, Options{Batch: 4, Input: []int{2}})
	copy(inference.Input(), x)
	if err := inference.Run(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		got  []float32
		want []float64
	}{
		"mean":     {params.Get("batch_normalization/moving_mean").Float32s(), []float64{0.24435, 0.3054375}},
		"variance": {params.Get("batch_normalization/moving_variance").Float32s(), []float64{1.2723820618541504, 5.078325683862571}},
		"output":   {inference.Output()[:2], []float64{1.7105245495863521, 0.5682467486753394}},
	} {
		for i, want := range c.want {
			if got := float64(c.got[i]); !(math.Abs(got-want) <= 1e-6*math.Abs(want)) {
				t.Errorf("%s: got %v, want %v", name, c.got, c.want)
			}
		}
	}
}

// A state that is updated twice from its value before the step would lose the first.
func TestStateUpdatedTwice(t *testing.T) {
	twice := func(again bool) Func {
		return func(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
			for i, n := 0, (*gorgonia.Node)(nil); i < 2; i++ {
				var err error
				if n == nil || again {
					if n, err = s.State("n", Ones, 1); err != nil {
						return nil, err
					}
				}
				next, err := op.Affine(n, []float64{3}, []float64{1})
				if err != nil {
					return nil, err
				}
				if err := s.Update(n, next); err != nil {
					return nil, err
				}
			}
			return x, nil
		}
	}
	params := mustInit(t, twice(true), 1)
	p := mustCompile(t, twice(true), params, Options{Mode: Training, Batch: 2, Input: []int{1}})
	if err := p.Run(); err != nil {
		t.Fatal(err)
	}
	if got := params.Get("func/n").Float32s()[0]; got != 3*(3*1+1)+1 {
		t.Errorf("asked for again, it is %v, want 13", got)
	}
	if _, err := Compile(twice(false), params, Options{Mode: Training, Batch: 2, Input: []int{1}}); err == nil || !strings.Contains(err.Error(), "ask State for it again") {
		t.Errorf("got %v", err)
	}
}

// A penalty is of the weights, and counts once however often their layer stands, as in
// Keras: 0.5·Σw² of the kernel alone.
func TestSharedPenaltyCountsOnce(t *testing.T) {
	l := &Dense{Units: 3, KernelPenalty: L2(0.5)}
	net := Sequential{l, l}
	params := mustInit(t, net, 3)
	p := mustCompile(t, net, params, Options{Batch: 1, Input: []int{3}, Loss: MeanSquaredError})
	if err := p.Run(); err != nil { // on zeros, whose loss is 0
		t.Fatal(err)
	}
	want := 0.0
	for _, w := range params.Get("dense/kernel").Float32s() {
		want += 0.5 * float64(w) * float64(w)
	}
	if math.Abs(p.Loss()-want) > 1e-6*want {
		t.Errorf("the loss is %v, want %v", p.Loss(), want)
	}
}
