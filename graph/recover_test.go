package graph

import (
	"strings"
	"testing"

	"gorgonia.org/gorgonia"
)

// What goes wrong in code of one's own is one line, which names the layer or the loss,
// and after a panic the line of code.
func TestOwnCodeGoesWrong(t *testing.T) {
	panics := func(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
		var none []int
		_ = none[x.Shape()[1]]
		return x, nil
	}
	musts := func(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
		return gorgonia.Must(gorgonia.Log(gorgonia.Must(gorgonia.Sum(x, 7)))), nil
	}
	for name, c := range map[string]struct {
		net  Layer
		loss Loss
		want string
	}{
		"index in a layer": {Func(panics), nil, "graph: func: runtime error: index out of range [5] with length 0 (recover_test.go:"},
		"Must in a layer":  {Func(musts), nil, "(recover_test.go:"},
		"index in a loss":  {Linear, ownLoss(panics), "graph: loss loss: runtime error: index out of range [5] with length 0 (recover_test.go:"},
		"no loss":          {Linear, ownLoss(func(*Scope, *gorgonia.Node) (*gorgonia.Node, error) { return nil, nil }), "graph: loss loss: returned no node"},
		"rows for a loss":  {Linear, ownLoss(func(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) { return x, nil }), "graph: loss loss: is (2, 5), want a scalar"},
		"gradient by an output": {Dense{Units: 1}, ownLoss(func(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
			_, err := gorgonia.Grad(gorgonia.Must(gorgonia.Sum(x)), x)
			return x, err
		}), "graph: loss loss: gorgonia.Grad derives by the input and by parameters alone"},
	} {
		params, err := Init(c.net, []int{5}, 1)
		if err == nil {
			_, err = Compile(c.net, params, Options{Batch: 2, Input: []int{5}, Loss: c.loss})
		}
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, want one line with %s", name, err, c.want)
		}
	}
}

func ownLoss(f func(*Scope, *gorgonia.Node) (*gorgonia.Node, error)) LossFunc {
	return func(s *Scope, output, _ *gorgonia.Node) (*gorgonia.Node, error) { return f(s, output) }
}

// DeriveLoss refuses what a program refuses: a loss made of a gradient, whose derivative
// gorgonia gets wrong (here 2 for 8), and its wrong operations.
func TestDeriveLossRefuses(t *testing.T) {
	slope := ownLoss(func(_ *Scope, y *gorgonia.Node) (*gorgonia.Node, error) {
		grad, err := gorgonia.Grad(gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.Square(y)))), y)
		if err != nil {
			return nil, err
		}
		return gorgonia.Sum(gorgonia.Must(gorgonia.Square(grad[0])))
	})
	log2 := ownLoss(func(_ *Scope, y *gorgonia.Node) (*gorgonia.Node, error) {
		return gorgonia.Sum(gorgonia.Must(gorgonia.Log2(y)))
	})
	for want, loss := range map[string]Loss{"graph.HessianVector": slope, "op.Log2": log2} {
		value, gradient, err := DeriveLoss(loss, [][]float64{{1, 2}}, [][]float64{{0, 0}})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, %v, %v, want an error that names %s", value, gradient, err, want)
		}
	}
}
