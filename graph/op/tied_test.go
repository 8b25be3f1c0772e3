package op

import (
	"math/rand/v2"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func TestTied(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	x, w, b := random(r, "x", 5, 4), random(r, "w", 3, 4), random(r, "b", 3)
	full := one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return Tied(x[0], x[1], x[2]) })
	check(t,
		operation{"with bias", []leaf{x, w, b}, 3, full},
		operation{"without bias", []leaf{x, w}, 2, one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return Tied(x[0], x[1], nil) })},
		operation{"a batch of one", []leaf{random(r, "x", 1, 4), w, b}, 3, full},
		operation{"one of each", []leaf{random(r, "x", 3, 1), random(r, "w", 1, 1), random(r, "b", 1)}, 3, full},
		operation{"large", []leaf{random(r, "x", 17, 33), random(r, "w", 35, 33), random(r, "b", 35)}, 3, full},
		operation{"an autoencoder", []leaf{random(r, "x", 5, 3), w, b}, 3, one(func(x gorgonia.Nodes) (*gorgonia.Node, error) {
			code, err := Dense(x[0], x[1], nil, DenseConfig{ReLU: true})
			if err != nil {
				return nil, err
			}
			return Tied(code, x[1], x[2])
		})},
	)
}

func TestTiedErrors(t *testing.T) {
	checkErrors(t, leaf{"x", tensor.Shape{2, 3}, make([]float64, 6)}, map[string]func(x *gorgonia.Node) (*gorgonia.Node, error){
		"3 != 4": func(x *gorgonia.Node) (*gorgonia.Node, error) { return Tied(x, zeros(x, "w", 3, 4), nil) },
		"4 != 3": func(x *gorgonia.Node) (*gorgonia.Node, error) {
			return Tied(x, zeros(x, "w", 4, 3), zeros(x, "b", 3))
		},
	})
}
