package op

import (
	"math/rand/v2"
	"slices"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func TestPermute(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	f := func(axes ...int) build {
		return one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return Permute(x[0], axes...) })
	}
	check(t,
		operation{"two", []leaf{random(r, "x", 2, 3, 4)}, 1, f(2, 1)},
		operation{"three in a ring", []leaf{random(r, "x", 2, 3, 4, 2)}, 1, f(2, 3, 1)},
		operation{"none moves", []leaf{random(r, "x", 1, 3, 1)}, 1, f(1, 2)},
		operation{"a matrix", []leaf{random(r, "x", 2, 3)}, 1, f(1)},
		operation{"large", []leaf{random(r, "x", 5, 13, 17)}, 1, f(2, 1)},
	)
}

// By hand: each example's (2, 3) becomes its transpose.
func TestPermuteByHand(t *testing.T) {
	v, err := forward(t, tensor.Shape{1, 2, 3}, []float32{1, 2, 3, 4, 5, 6}, func(x *gorgonia.Node) (*gorgonia.Node, error) {
		return Permute(x, 2, 1)
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := v.Data().([]float32), []float32{1, 4, 2, 5, 3, 6}; !slices.Equal(got, want) || !v.Shape().Eq(tensor.Shape{1, 3, 2}) {
		t.Errorf("got %v of %v, want %v", got, v.Shape(), want)
	}
}

func TestPermuteErrors(t *testing.T) {
	f := func(axes ...int) func(x *gorgonia.Node) (*gorgonia.Node, error) {
		return func(x *gorgonia.Node) (*gorgonia.Node, error) { return Permute(x, axes...) }
	}
	checkErrors(t, leaf{"x", tensor.Shape{1, 2, 3}, make([]float64, 6)}, map[string]func(x *gorgonia.Node) (*gorgonia.Node, error){
		"got axes [0 1] for (1, 2, 3), want each of 1 to 2 once": f(0, 1),
		"got axes [1 1]":   f(1, 1),
		"got axes [2]":     f(2),
		"got axes [1 2 3]": f(1, 2, 3),
		"got axes []":      f(),
	})
}
