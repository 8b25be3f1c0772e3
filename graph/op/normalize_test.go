package op

import (
	"math/rand/v2"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func TestNormalize(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	mean, variance := random(r, "mean", 3), leaf{"variance", tensor.Shape{3}, []float64{0.5, 2, 0}}
	x, gamma, beta := random(r, "x", 5, 3), random(r, "gamma", 3), random(r, "beta", 3)
	both := one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return Normalize(x[0], x[3], x[4], x[1], x[2], 1e-3) })
	check(t,
		operation{"both", []leaf{x, gamma, beta, mean, variance}, 3, both},
		operation{"a batch of one", []leaf{random(r, "x", 1, 3), gamma, beta, mean, variance}, 3, both},
		operation{"gamma", []leaf{x, gamma, mean, variance}, 2, one(func(x gorgonia.Nodes) (*gorgonia.Node, error) {
			return Normalize(x[0], x[2], x[3], x[1], nil, 1e-3)
		})},
		operation{"beta", []leaf{x, beta, mean, variance}, 2, one(func(x gorgonia.Nodes) (*gorgonia.Node, error) {
			return Normalize(x[0], x[2], x[3], nil, x[1], 1e-3)
		})},
		operation{"neither", []leaf{x, mean, variance}, 1, one(func(x gorgonia.Nodes) (*gorgonia.Node, error) {
			return Normalize(x[0], x[1], x[2], nil, nil, 1e-3)
		})},
	)
}

func TestNormalizeErrors(t *testing.T) {
	checkErrors(t, leaf{"x", tensor.Shape{2, 3}, make([]float64, 6)}, map[string]func(x *gorgonia.Node) (*gorgonia.Node, error){
		"got no variance": func(x *gorgonia.Node) (*gorgonia.Node, error) {
			return Normalize(x, zeros(x, "mean", 3), nil, nil, nil, 1e-3)
		},
		"mean is (2): 3 != 2": func(x *gorgonia.Node) (*gorgonia.Node, error) {
			return Normalize(x, zeros(x, "mean", 2), zeros(x, "variance", 3), nil, nil, 1e-3)
		},
		"want a leaf": func(x *gorgonia.Node) (*gorgonia.Node, error) {
			_, mean, variance, err := BatchNorm(x, nil, nil, 1e-3)
			if err != nil {
				return nil, err
			}
			return Normalize(x, mean, variance, nil, nil, 1e-3)
		},
	})
}
