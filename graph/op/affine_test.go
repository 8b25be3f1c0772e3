package op

import (
	"math"
	"math/rand/v2"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func TestAffine(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	f := func(scale, offset []float64) build {
		return one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return Affine(x[0], scale, offset) })
	}
	check(t,
		operation{"one of each", []leaf{random(r, "x", 4, 3)}, 1, f([]float64{2}, []float64{-1})},
		operation{"by feature", []leaf{random(r, "x", 4, 3)}, 1, f([]float64{2, 0, -1}, []float64{1, 2, 3})},
		operation{"scale by feature", []leaf{random(r, "x", 1, 3)}, 1, f([]float64{2, 0.5, -1}, nil)},
		operation{"offset by feature", []leaf{random(r, "x", 2, 1, 3)}, 1, f([]float64{2}, []float64{1, 2, 3})},
		operation{"a vector", []leaf{random(r, "x", 4)}, 1, f([]float64{2}, []float64{1})},
	)
}

func TestAffineErrors(t *testing.T) {
	f := func(scale, offset []float64) func(x *gorgonia.Node) (*gorgonia.Node, error) {
		return func(x *gorgonia.Node) (*gorgonia.Node, error) { return Affine(x, scale, offset) }
	}
	checkErrors(t, leaf{"x", tensor.Shape{2, 3}, make([]float64, 6)}, map[string]func(x *gorgonia.Node) (*gorgonia.Node, error){
		"got 2 constants, want 1 or 3": f([]float64{1, 2}, nil),
		"got 0 constants":              f(nil, nil),
		"constant 1 is +Inf":           f([]float64{1, math.Inf(1), 2}, nil),
		"constant 0 is NaN":            f([]float64{1}, []float64{math.NaN()}),
	})
}
