package op

import (
	"math/rand/v2"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func TestLayerNorm(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	x, gamma, beta := random(r, "x", 5, 3), random(r, "gamma", 3), random(r, "beta", 3)
	both := one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return LayerNorm(x[0], x[1], x[2], 1e-3) })
	check(t,
		operation{"both", []leaf{x, gamma, beta}, 3, both},
		operation{"gamma", []leaf{x, gamma}, 2, one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return LayerNorm(x[0], x[1], nil, 1e-3) })},
		operation{"beta", []leaf{x, beta}, 2, one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return LayerNorm(x[0], nil, x[1], 1e-3) })},
		operation{"neither", []leaf{x}, 1, one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return LayerNorm(x[0], nil, nil, 1e-3) })},
		operation{"a batch of one", []leaf{random(r, "x", 1, 3), gamma, beta}, 3, both},
		operation{"one feature", []leaf{random(r, "x", 7, 1), random(r, "gamma", 1), random(r, "beta", 1)}, 3, both},
		operation{"many features", []leaf{random(r, "x", 41, 133), random(r, "gamma", 133), random(r, "beta", 133)}, 3, both},
	)
}

func TestLayerNormErrors(t *testing.T) {
	checkErrors(t, leaf{"x", tensor.Shape{2, 3}, make([]float64, 6)}, map[string]func(x *gorgonia.Node) (*gorgonia.Node, error){
		"gamma is (2): 3 != 2": func(x *gorgonia.Node) (*gorgonia.Node, error) {
			return LayerNorm(x, zeros(x, "gamma", 2), nil, 1e-3)
		},
		"epsilon is -1": func(x *gorgonia.Node) (*gorgonia.Node, error) { return LayerNorm(x, nil, nil, -1) },
	})
}
