package op

import (
	"math/rand/v2"
	"slices"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func TestConcat(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	f := one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return Concat(x...) })
	check(t,
		operation{"three", []leaf{random(r, "x", 3, 2), random(r, "y", 3, 1), random(r, "z", 3, 4)}, 3, f},
		operation{"a batch of one", []leaf{random(r, "x", 1, 2), random(r, "y", 1, 3)}, 2, f},
		operation{"one", []leaf{random(r, "x", 2, 3)}, 1, f},
	)
}

func TestConcatByHand(t *testing.T) {
	v, err := forward(t, tensor.Shape{2, 2}, []float32{1, 2, 3, 4}, func(x *gorgonia.Node) (*gorgonia.Node, error) {
		right, err := Columns(x, 1, 2)
		if err != nil {
			return nil, err
		}
		return Concat(right, x)
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := v.Data().([]float32), []float32{2, 1, 2, 4, 3, 4}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestConcatErrors(t *testing.T) {
	checkErrors(t, leaf{"x", tensor.Shape{2, 3}, make([]float64, 6)}, map[string]func(x *gorgonia.Node) (*gorgonia.Node, error){
		"input 1 is (3, 3): 2 != 3": func(x *gorgonia.Node) (*gorgonia.Node, error) { return Concat(x, zeros(x, "y", 3, 3)) },
		"input 1 is (3), want 2":    func(x *gorgonia.Node) (*gorgonia.Node, error) { return Concat(x, zeros(x, "y", 3)) },
		"got no nodes":              func(*gorgonia.Node) (*gorgonia.Node, error) { return Concat() },
	})
}
