package op

import (
	"math/rand/v2"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// The operations whose own tests do not say so already: none may be derived
// twice, since gorgonia would give the first gradient again.
func TestNoSecondDerivative(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	x, w, b := random(r, "x", 5, 4), random(r, "w", 4, 3), random(r, "b", 3)
	square := Function{
		Name:       "square",
		Value:      func(x float64) float64 { return x * x },
		Derivative: func(x float64) float64 { return 2 * x },
	}
	halve := RowFunction{
		Name:     "halve",
		Value:    func(x, y []float64) { y[0] = x[0] * x[1] },
		Width:    func(int) int { return 1 },
		Gradient: func(x, _, dy, dx []float64) { clear(dx); dx[0], dx[1] = x[1]*dy[0], x[0]*dy[0] },
	}
	check(t,
		operation{"dense", []leaf{x, w, b}, 3, one(func(x gorgonia.Nodes) (*gorgonia.Node, error) {
			return Dense(x[0], x[1], x[2], DenseConfig{ReLU: true})
		})},
		operation{"two denses", []leaf{x, w, random(r, "w2", 3, 2)}, 3, one(func(x gorgonia.Nodes) (*gorgonia.Node, error) {
			y, err := Dense(x[0], x[1], nil, DenseConfig{ReLU: true})
			if err != nil {
				return nil, err
			}
			return Dense(y, x[2], nil, DenseConfig{})
		})},
		operation{"dropout", []leaf{x}, 1, one(func(x gorgonia.Nodes) (*gorgonia.Node, error) {
			return Dropout(x[0], 0.3, &Clock{Seed: 5, Step: 3}, 1)
		})},
		operation{"relu", []leaf{x}, 1, one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return ReLU(x[0]) })},
		operation{"prelu", []leaf{x, random(r, "alpha", 4)}, 2, one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return PReLU(x[0], x[1]) })},
		operation{"map", []leaf{x}, 1, one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return Map(x[0], square) })},
		operation{"rows", []leaf{x}, 1, one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return Rows(x[0], halve) })},
		operation{"reshape", []leaf{x}, 1, one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return Reshape(x[0], 2, 10) })},
		operation{"likelihood", []leaf{{"p", tensor.Shape{1, 3}, []float64{0.2, 0.5, 0.3}}}, 1, func(g *gorgonia.ExprGraph, x gorgonia.Nodes) (*gorgonia.Node, error) {
			return Likelihood(x[0], labels(g, 1))
		}},
		operation{"scaled cross-entropy", []leaf{random(r, "x", 2, 3)}, 1, func(g *gorgonia.ExprGraph, x gorgonia.Nodes) (*gorgonia.Node, error) {
			loss, err := SparseCrossEntropy(x[0], labels(g, 1, 2))
			if err != nil {
				return nil, err
			}
			return Weighted([]*gorgonia.Node{loss}, []float64{3})
		}},
	)
}
