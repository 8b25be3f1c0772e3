package op

import (
	"math/rand/v2"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func TestColumns(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	f := func(from, to int) build {
		return one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return Columns(x[0], from, to) })
	}
	check(t,
		operation{"the middle", []leaf{random(r, "x", 3, 5)}, 1, f(1, 3)},
		operation{"all", []leaf{random(r, "x", 3, 5)}, 1, f(0, 5)},
		operation{"the last of one example", []leaf{random(r, "x", 1, 5)}, 1, f(4, 5)},
	)
}

func TestColumnsErrors(t *testing.T) {
	f := func(from, to int) func(x *gorgonia.Node) (*gorgonia.Node, error) {
		return func(x *gorgonia.Node) (*gorgonia.Node, error) { return Columns(x, from, to) }
	}
	checkErrors(t, leaf{"x", tensor.Shape{2, 3}, make([]float64, 6)}, map[string]func(x *gorgonia.Node) (*gorgonia.Node, error){
		"got -1 to 2 of (2, 3), want some of 0 to 3": f(-1, 2),
		"got 2 to 2": f(2, 2),
		"got 1 to 4": f(1, 4),
	})
}
