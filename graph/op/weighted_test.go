package op

import (
	"math"
	"math/rand/v2"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// The terms are a loss of ours, a penalty, and a sum of gorgonia's.
func TestWeighted(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	terms := func(g *gorgonia.ExprGraph, x gorgonia.Nodes) ([]*gorgonia.Node, error) {
		loss, err := SparseCrossEntropy(x[0], labels(g, 2, 0, 1, 1))
		if err != nil {
			return nil, err
		}
		penalty, err := Penalty(x[1], 0.1, 0.2)
		return []*gorgonia.Node{loss, penalty}, err
	}
	leaves := []leaf{random(r, "x", 4, 3), random(r, "w", 3, 2)}
	check(t,
		operation{"weights", leaves, 2, func(g *gorgonia.ExprGraph, x gorgonia.Nodes) (*gorgonia.Node, error) {
			nodes, err := terms(g, x)
			if err != nil {
				return nil, err
			}
			return Weighted(nodes, []float64{0.3, -2})
		}},
		operation{"no weights", leaves, 2, func(g *gorgonia.ExprGraph, x gorgonia.Nodes) (*gorgonia.Node, error) {
			nodes, err := terms(g, x)
			if err != nil {
				return nil, err
			}
			return Weighted(nodes, nil)
		}},
		operation{"gorgonia's", leaves, 2, func(g *gorgonia.ExprGraph, x gorgonia.Nodes) (*gorgonia.Node, error) {
			sum, err := gorgonia.Sum(x[0])
			if err != nil {
				return nil, err
			}
			mean, err := gorgonia.Mean(x[1])
			if err != nil {
				return nil, err
			}
			return Weighted([]*gorgonia.Node{sum, mean}, []float64{0.3, 2})
		}},
	)
}

// By hand: 2·5 - 3.
func TestWeightedByHand(t *testing.T) {
	v, err := forward(t, tensor.Shape{1}, []float32{1}, func(x *gorgonia.Node) (*gorgonia.Node, error) {
		five, err := Penalty(x, 5, 0)
		if err != nil {
			return nil, err
		}
		three, err := Penalty(x, 1, 2)
		if err != nil {
			return nil, err
		}
		return Weighted([]*gorgonia.Node{five, three}, []float64{2, -1})
	})
	if err != nil || v.Data().(float32) != 7 {
		t.Errorf("got %v, %v, want 7", v, err)
	}
}

func TestWeightedErrors(t *testing.T) {
	f := func(n int, weights ...float64) func(x *gorgonia.Node) (*gorgonia.Node, error) {
		return func(x *gorgonia.Node) (*gorgonia.Node, error) {
			return Weighted([]*gorgonia.Node{x, x, x}[:n], weights)
		}
	}
	checkErrors(t, leaf{"x", tensor.Shape{2}, make([]float64, 2)}, map[string]func(x *gorgonia.Node) (*gorgonia.Node, error){
		"got 0 nodes":             f(0),
		"got 2 nodes and 1 weig":  f(2, 1),
		"weight 0 is NaN":         f(1, math.NaN()),
		"node 0 is (2), want a s": f(1, 1),
	})
}
