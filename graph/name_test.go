package graph

import (
	"slices"
	"strings"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A name that is given leaves the others their own: {dense_1, -, -} are three layers
// with three kernels, of 3·4 + 4·4 + 4·4 weights and 12 biases.
func TestNamesThatCollide(t *testing.T) {
	for _, c := range []struct {
		net  Sequential
		want []string
	}{
		{Sequential{Dense{Name: "dense_1", Units: 4}, Dense{Units: 4}, Dense{Units: 4}}, []string{"dense_1", "dense", "dense_2"}},
		{Sequential{Dense{Units: 4}, Sequential{Dense{Name: "dense_2", Units: 4}}, Dense{Units: 4}}, []string{"dense", "dense_2", "dense_1"}},
		{Sequential{Dense{Units: 4}, Dense{Units: 4}, Dense{Name: "a", Units: 4}}, []string{"dense", "dense_1", "a"}},
	} {
		p := mustInit(t, c.net, 3)
		var layers []string
		for _, name := range p.Names() {
			if layer, kernel := strings.CutSuffix(name, "/kernel"); kernel {
				layers = append(layers, layer)
			}
		}
		if !slices.Equal(layers, c.want) || p.Count() != 12+16+16+12 {
			t.Errorf("the layers are %v with %d weights, want %v with 56", layers, p.Count(), c.want)
		}
	}
}

// A name that is taken is refused, also where a layer before has got it by counting.
func TestTakenNames(t *testing.T) {
	for _, net := range []Sequential{
		{Dense{Name: "a", Units: 4}, Dense{Name: "a", Units: 4}},
		{Dense{Units: 4}, Dense{Units: 4}, Dense{Name: "dense_1", Units: 4}},
		{Dense{Name: "a", Units: 4}, Residual{Layers: Sequential{BatchNorm{Name: "a"}}}},
	} {
		_, err := Init(net, []int{3}, 1)
		if err == nil || !strings.Contains(err.Error(), "is taken by another layer") {
			t.Errorf("%v: got %v, want that the name is taken", net, err)
		}
	}
}

// pointed is a layer of one's own that is used by its pointer.
type pointed struct{ units int }

func (l *pointed) Apply(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	w, err := s.Param("w", GlorotUniform, x.Shape()[1], l.units)
	if err != nil {
		return nil, err
	}
	return gorgonia.Mul(x, w)
}

// A layer by a pointer that stands twice has one set of weights, whose gradient is the
// sum of both uses'; two that are equal, or values, have sets of their own.
func TestPointersShareWeights(t *testing.T) {
	one, dense := &pointed{4}, &Dense{Units: 4}
	for _, c := range []struct {
		name    string
		net     Sequential
		weights int
	}{
		{"one pointer twice", Sequential{one, one}, 16},
		{"two pointers", Sequential{one, &pointed{4}}, 32},
		{"one dense twice", Sequential{dense, ReLU, dense}, 20},
		{"values", Sequential{Dense{Units: 4}, Dense{Units: 4}}, 40},
		{"within others", Sequential{Residual{Layers: Sequential{dense}}, Concat{dense, nil}}, 20},
	} {
		p := mustInit(t, c.net, 4)
		if p.Count() != c.weights {
			t.Errorf("%s: %d weights, want %d: %v", c.name, p.Count(), c.weights, p.Names())
		}
		checkRight(t, c.name, append(c.net, Dense{Units: 3}), CheckOptions{Input: []int{4}, Loss: SparseCategoricalCrossentropy{From: FromLogits}})
	}
}

// checkRight fails unless a network passes Check.
func checkRight(t *testing.T, name string, net Layer, o CheckOptions) CheckReport {
	t.Helper()
	g, err := Check(net, mustInit(t, WithClasses(net, o.Classes), o.Input...), o)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if !(g.Worst() <= 1e-6) || len(g.Changed) > 0 || len(g.Params) == 0 {
		t.Errorf("%s: worst error is %v, want at most 1e-6\n%v", name, g.Worst(), g)
	}
	for _, p := range g.Params {
		if p.Compared == 0 {
			t.Errorf("%s: no weight of %s was compared", name, p.Name)
		}
	}
	return g
}

// A parameter that another layer has by the same name is no parameter of this one's.
func TestParametersOfOneName(t *testing.T) {
	asks := Func(func(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
		w, err := s.Param("dense/kernel", GlorotUniform, 4, 4)
		if err != nil {
			return nil, err
		}
		if x, err = gorgonia.Mul(x, w); err != nil {
			return nil, err
		}
		return s.Apply(Dense{Units: 4}, x)
	})
	if _, err := Init(asks, []int{4}, 1); err == nil || !strings.Contains(err.Error(), "another layer's") {
		t.Errorf("got %v", err)
	}
}

// What no file can name is refused before there is anything to lose.
func TestNamesThatNoFileHolds(t *testing.T) {
	for _, name := range []string{"a\nb", "a\x00", "\xff", "a/", "/a", "a//b"} {
		if _, err := Init(Dense{Name: name, Units: 2}, []int{3}, 1); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: got %v", name, err)
		}
	}
	if _, err := Init(Dense{Name: "größe 1", Units: 2}, []int{3}, 1); err != nil {
		t.Error(err)
	}
}

// The first axis is the batch: a layer that turns, cuts or sums it away says so at once.
func TestLayersKeepTheBatch(t *testing.T) {
	for name, f := range map[string]Func{
		"turned": func(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.Transpose(x, 1, 0) },
		"cut":    func(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.Slice(x, gorgonia.S(0, 3)) },
		"summed": func(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.Mean(x) },
	} {
		if _, err := Init(Sequential{f, Dense{Units: 2}}, []int{4}, 1); err == nil || !strings.Contains(err.Error(), "func: makes ") {
			t.Errorf("%s: got %v", name, err)
		}
	}
	wide := Func(func(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) { // each half by one layer
		x, err := gorgonia.Reshape(x, tensor.Shape{2 * x.Shape()[0], 2})
		if err != nil {
			return nil, err
		}
		if x, err = s.Apply(Dense{Units: 3}, x); err != nil {
			return nil, err
		}
		return gorgonia.Reshape(x, tensor.Shape{x.Shape()[0] / 2, 6})
	})
	if _, err := Init(wide, []int{4}, 1); err != nil {
		t.Error(err)
	}
}

// Taps of a member of an average, or of a layer that stands again, have names of their
// own; one that is a layer's name is refused where it is to be read.
func TestTapsAreToldApart(t *testing.T) {
	tapped := func(name string) Func {
		return func(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
			y, err := gorgonia.Square(x)
			if err != nil {
				return nil, err
			}
			return y, s.Tap(name, y)
		}
	}
	again := &Sequential{tapped("x")}
	for _, c := range []struct {
		net  Layer
		taps []string
	}{
		{Average{tapped("x"), tapped("x")}, []string{"member0/x", "member1/x"}},
		{Sequential{again, again, again}, []string{"x", "x_1", "x_2"}},
	} {
		mustCompile(t, c.net, &Params{}, Options{Batch: 2, Input: []int{3}, Taps: c.taps})
	}
	if _, err := Compile(tapped("func"), &Params{}, Options{Batch: 2, Input: []int{3}, Taps: []string{"func"}}); err == nil || !strings.Contains(err.Error(), "a layer's name too") {
		t.Errorf("got %v", err)
	}
}
