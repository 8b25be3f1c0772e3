package graph

import (
	"hash"
	"strings"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// overwriting is a layer of an operation that works in its parameter's own memory.
func overwriting(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	w, err := s.Param("w", GlorotUniform, 1, x.Shape()[1])
	if err != nil {
		return nil, err
	}
	square, err := gorgonia.Square(w)
	if err != nil {
		return nil, err
	}
	if w, err = gorgonia.ApplyOp(spoiling{twice{square.Op()}}, w); err != nil {
		return nil, err
	}
	return gorgonia.BroadcastHadamardProd(x, w, nil, []byte{0})
}

// spoiling squares in place.
type spoiling struct{ twice }

func (o spoiling) WriteHash(h hash.Hash) { h.Write([]byte("spoiling")) }
func (o spoiling) Hashcode() uint32      { return 3 }

func (o spoiling) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	y, err := o.Op.(gorgonia.UnsafeDoer).UnsafeDo(inputs...)
	if err != nil {
		return nil, err
	}
	return y.(*tensor.Dense).Clone().(*tensor.Dense), nil
}

// doubling is a layer whose gradient is twice what it must be.
func doubling(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	y, err := ReLU.Apply(s, x)
	if err != nil {
		return nil, err
	}
	return gorgonia.ApplyOp(twice{y.Op()}, x)
}

func TestGuardFinds(t *testing.T) {
	logits := SparseCategoricalCrossentropy{From: FromLogits}
	squares := LossFunc(sumOfSquares)
	for name, c := range map[string]struct {
		net  Sequential
		loss Loss
		want string // the beginning of the error; "": none
		says string // what it says of a right one
	}{
		"a changed parameter": {
			Sequential{Dense{Units: 6}, Func(overwriting), Dense{Units: 3}},
			logits,
			"graph: a run changes func/w, which only the optimizer may: an operation of func works in place", "",
		},
		"a wrong gradient": {
			Sequential{Dense{Units: 6}, Func(doubling), Dense{Units: 3}}, logits, "graph: the gradient of dense/kernel is wrong by", "",
		},
		"layers of ours": {Sequential{Dense{Units: 6}, BatchNorm{}, ReLU, Dropout{Rate: 0.3}, Dense{Units: 3}}, logits, "", ""},
		"a right one": {Sequential{Dense{Units: 6}, Func(func(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
			return gorgonia.Tanh(x)
		}), Dense{Units: 3}}, logits, "", "1 layer of your own: gradients right, "},
		"a loss and a layer": {Sequential{Dense{Units: 6}, Func(func(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
			return gorgonia.Square(x)
		}), Dense{Units: 3}}, squares, "", "2 layers of your own: gradients right, "},
	} {
		t.Run(name, func(t *testing.T) {
			params := mustInit(t, c.net, 5)
			before := params.Clone()
			g, err := Guard(c.net, params, CheckOptions{Input: []int{5}, Loss: c.loss})
			switch {
			case c.want == "" && err != nil:
				t.Error(err)
			case c.want != "" && (err == nil || !strings.HasPrefix(err.Error(), c.want) || strings.Contains(err.Error(), "\n")):
				t.Errorf("got %v, want an error that begins with %q", err, c.want)
			case c.want == "" && (!strings.HasPrefix(g.String(), c.says) || (c.says == "") != (g.String() == "")):
				t.Errorf("says %q, want %q", g, c.says)
			}
			if names := changed(before, params); len(names) > 0 {
				t.Errorf("Guard itself has changed %v", names)
			}
		})
	}
}

// Of networks of ours there is nothing to say.
func TestGuardIsSilentOfOurs(t *testing.T) {
	for name, c := range layerCases() {
		if strings.HasSuffix(name, "own") {
			continue // its derivative is the user's
		}
		g, err := Guard(c.net, recordedStart(t, c.net), CheckOptions{Input: []int{recordedInputs}, Loss: c.loss})
		if err != nil || g.String() != "" {
			t.Errorf("%s: says %q, %v", name, g, err)
		}
	}
}

// A weight without a gradient, a bias before a normalisation, is right: the error is
// not relative to its own rounding.
func TestCheckWhereTheGradientIsZero(t *testing.T) {
	for name, normalization := range map[string]Layer{
		"batch norm": BatchNorm{}, "without scale": BatchNorm{NoScale: true, NoCenter: true},
		"of gorgonia's operations": Func(func(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
			mean, err := gorgonia.Mean(x, 0)
			if err != nil {
				return nil, err
			}
			if mean, err = gorgonia.Reshape(mean, tensor.Shape{1, x.Shape()[1]}); err != nil {
				return nil, err
			}
			return gorgonia.BroadcastSub(x, mean, nil, []byte{0})
		}),
	} {
		net := Sequential{Dense{Units: 6}, normalization, Tanh, Dense{Units: 3}}
		g := checkRight(t, name, net, CheckOptions{Input: []int{5}, Loss: SparseCategoricalCrossentropy{From: FromLogits}})
		for _, p := range g.Params {
			if !(p.Single <= 1e-3) {
				t.Errorf("%s: float32 is off by %v at %s", name, p.Single, p.Name)
			}
		}
	}
}

// pretending is an operation whose output does not depend on its input, but whose
// gradient says that it does.
type pretending struct{ gorgonia.Op }

func (o pretending) WriteHash(h hash.Hash) { h.Write([]byte("pretending")) }
func (o pretending) Hashcode() uint32      { return 3 }
func (o pretending) DiffWRT(int) []bool    { return []bool{true} }

func (o pretending) Do(x ...gorgonia.Value) (gorgonia.Value, error) {
	y := x[0].(*tensor.Dense).Clone().(*tensor.Dense)
	y.Zero()
	return y, nil
}

func (o pretending) SymDiff(_ gorgonia.Nodes, _, dy *gorgonia.Node) (gorgonia.Nodes, error) {
	dx, err := gorgonia.Neg(dy)
	return gorgonia.Nodes{dx}, err
}

// A gradient that ought to be 0 and is not is found, for all that the error of one
// that is 0 is not relative to it.
func TestCheckFindsAGradientThatOughtToBeZero(t *testing.T) {
	net := Sequential{Concat{
		Sequential{Dense{Name: "idle", Units: 4}, Func(func(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
			y, err := ReLU.Apply(s, x)
			if err != nil {
				return nil, err
			}
			return gorgonia.ApplyOp(pretending{y.Op()}, x)
		})},
		nil,
	}, Dense{Units: 3}}
	g, err := Check(net, mustInit(t, net, 5), CheckOptions{Input: []int{5}, Loss: SparseCategoricalCrossentropy{From: FromLogits}})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range g.Params {
		if idle := strings.HasPrefix(p.Name, "idle/"); idle != (p.Differences > 0.1) {
			t.Errorf("%s is off by %v", p.Name, p.Differences)
		}
	}
}

// BenchmarkGuard is the guard before a training of 784-512-10 with a layer of
// gorgonia's operations: at most a fifth of a second.
func BenchmarkGuard(b *testing.B) {
	net := Sequential{Dense{Units: 512}, Func(func(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.Tanh(x) }), Dense{Units: 10}}
	params, err := Init(net, []int{784}, 1)
	if err != nil {
		b.Fatal(err)
	}
	for range b.N {
		if _, err := Guard(net, params, CheckOptions{Input: []int{784}, Loss: SparseCategoricalCrossentropy{From: FromLogits}}); err != nil {
			b.Fatal(err)
		}
	}
}
