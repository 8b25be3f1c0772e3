package op

import (
	"math/rand/v2"
	"slices"
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

// A solver may write into a gradient that it gets: the zeros come back.
func TestColumnsGradientIsWrittenAnew(t *testing.T) {
	g := &columnsGrad[float32]{base: newBase("columnsGrad", 1), from: 1, n: 3}
	dy := tensor.New(tensor.WithShape(1, 1), tensor.WithBacking([]float32{5}))
	for range 2 {
		v, err := g.Do(dy)
		if err != nil {
			t.Fatal(err)
		}
		dx := v.Data().([]float32)
		if !slices.Equal(dx, []float32{0, 5, 0}) {
			t.Errorf("gradient is %v, want 0, 5, 0", dx)
		}
		dx[0], dx[1], dx[2] = 7, 7, 7
	}
}
