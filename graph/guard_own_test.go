package graph

import (
	"math"
	"slices"
	"strings"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// What a user has written is checked: of gorgonia's operations, and derivatives of
// functions. What is ours is not.
func TestGuard(t *testing.T) {
	own := func(derivative func(float64) float64) *Function {
		return &Function{Title: "own", Value: math.Atan, Derivative: derivative}
	}
	right := func(x float64) float64 { return 1 / (1 + x*x) }
	squared := func(derivative func(y, target float64) float64) Loss {
		return &PairLoss{Title: "own", Value: func(y, target float64) float64 { return (y - target) * (y - target) }, Derivative: derivative}
	}
	square := Func(func(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.Square(x) })
	for name, c := range map[string]struct {
		layer Layer
		loss  Loss
		want  string // the layers, or what an error says
	}{
		"ours":                    {Tanh, MeanSquaredError, ""},
		"of gorgonia's":           {square, MeanSquaredError, "func"},
		"a right derivative":      {own(right), MeanSquaredError, "activation"},
		"a wrong derivative":      {own(math.Cos), MeanSquaredError, "gradient of dense/kernel is wrong"},
		"in a Dense":              {Dense{Units: 3, Activation: own(math.Cos)}, MeanSquaredError, "is wrong"},
		"a right loss":            {Tanh, squared(func(y, target float64) float64 { return 2 * (y - target) }), "the loss"},
		"a loss with half of it":  {Tanh, squared(func(y, target float64) float64 { return y - target }), "is wrong"},
		"a derivative of nothing": {own(func(float64) float64 { return 0 }), MeanSquaredError, "is wrong"},
	} {
		net := Sequential{Dense{Units: 4}, c.layer, Dense{Units: 2}}
		params, err := Init(net, []int{5}, 1)
		if err != nil {
			t.Fatal(err)
		}
		g, err := Guard(net, params, CheckOptions{Input: []int{5}, Loss: c.loss, Seed: 1})
		got := strings.Join(g.Layers, ", ")
		if err != nil {
			got = err.Error()
		}
		if got != c.want && !(err != nil && c.want != "" && strings.Contains(got, c.want)) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
		if slices.Contains(g.Layers, "") {
			t.Errorf("%s: a layer has no name: %q", name, g.Layers)
		}
	}
}

// A loss that panics or returns nothing, and an operation that cannot be derived, say
// where.
func TestFaultsHaveAPlace(t *testing.T) {
	average := Func(func(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
		y, err := gorgonia.GlobalAveragePool2D(gorgonia.Must(gorgonia.Reshape(x, tensor.Shape{x.Shape()[0], 1, 2, 2})))
		if err != nil {
			return nil, err
		}
		return gorgonia.Reshape(y, tensor.Shape{x.Shape()[0], 1})
	})
	for want, c := range map[string]struct {
		layer Layer
		loss  Loss
	}{
		"loss loss: returned no node": {ReLU, LossFunc(func(*Scope, *gorgonia.Node, *gorgonia.Node) (*gorgonia.Node, error) { return nil, nil })},
		"loss loss: mine":             {ReLU, LossFunc(func(*Scope, *gorgonia.Node, *gorgonia.Node) (*gorgonia.Node, error) { panic("mine") })},
		"func (GlobalAveragePool":     {average, MeanSquaredError},
	} {
		net := Sequential{Dense{Units: 4}, c.layer}
		_, err := Compile(net, mustInit(t, net, 4), Options{Mode: Training, Batch: 3, Input: []int{4}, Loss: c.loss})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}
