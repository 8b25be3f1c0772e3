package op

import (
	"math/rand/v2"
	"testing"

	"gorgonia.org/gorgonia"

	"digits/graph/pointwise"
)

// A loss of Elements, in float64 by its functions of a row: large enough for several
// blocks and for two cores, with a rest.
func TestElementLoss(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	squared := LossFunction{
		Name:     "squared",
		Elements: pointwise.SquaredError,
		Value: func(y, target []float64) (sum float64) {
			for i, v := range y {
				sum += (v - target[i]) * (v - target[i]) / float64(len(y))
			}
			return sum
		},
		Gradient: func(y, target, dy []float64) {
			for i, v := range y {
				dy[i] = 2 * (v - target[i]) / float64(len(y))
			}
		},
	}
	of := func(g *gorgonia.ExprGraph, x gorgonia.Nodes) (*gorgonia.Node, error) {
		return MeanLoss(x[0], x[1], squared)
	}
	check(t,
		operation{"one", []leaf{random(r, "y", 1, 1), random(r, "target", 1, 1)}, 1, of},
		operation{"many", []leaf{random(r, "y", 13, 301), random(r, "target", 13, 301)}, 1, of},
	)
}
