package op

import (
	"math/rand/v2"
	"slices"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func TestAveragePool2D(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	f := func(kernel, stride, padding [2]int) build {
		return one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return AveragePool2D(x[0], kernel, stride, padding) })
	}
	check(t,
		operation{"side by side", []leaf{random(r, "x", 2, 3, 4, 6)}, 1, f([2]int{2, 2}, [2]int{2, 2}, [2]int{})},
		operation{"overlapping", []leaf{random(r, "x", 1, 2, 5, 4)}, 1, f([2]int{3, 2}, [2]int{1, 1}, [2]int{})},
		operation{"with padding", []leaf{random(r, "x", 2, 1, 5, 4)}, 1, f([2]int{3, 2}, [2]int{2, 1}, [2]int{1, 1})},
		operation{"with gaps", []leaf{random(r, "x", 1, 1, 7, 8)}, 1, f([2]int{1, 2}, [2]int{3, 3}, [2]int{0, 1})},
		operation{"all of it", []leaf{random(r, "x", 1, 1, 3, 3)}, 1, f([2]int{3, 3}, [2]int{1, 1}, [2]int{})},
		operation{"many planes", []leaf{random(r, "x", 3, 5, 12, 12)}, 1, f([2]int{2, 2}, [2]int{2, 2}, [2]int{1, 0})},
	)
}

// By hand: of 1 to 6 in two rows, the means of 2 × 2 are 3 and 4.
func TestAveragePool2DByHand(t *testing.T) {
	v, err := forward(t, tensor.Shape{1, 1, 2, 3}, []float32{1, 2, 3, 4, 5, 6}, func(x *gorgonia.Node) (*gorgonia.Node, error) {
		return AveragePool2D(x, [2]int{2, 2}, [2]int{1, 1}, [2]int{})
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := v.Data().([]float32); !slices.Equal(got, []float32{3, 4}) {
		t.Errorf("got %v, want 3 and 4", got)
	}
}

func TestAveragePool2DErrors(t *testing.T) {
	f := func(kernel, stride, padding [2]int) func(x *gorgonia.Node) (*gorgonia.Node, error) {
		return func(x *gorgonia.Node) (*gorgonia.Node, error) { return AveragePool2D(x, kernel, stride, padding) }
	}
	checkErrors(t, leaf{"x", tensor.Shape{1, 1, 2, 3}, make([]float64, 6)}, map[string]func(x *gorgonia.Node) (*gorgonia.Node, error){
		"is larger":      f([2]int{3, 2}, [2]int{1, 1}, [2]int{}),
		"kernel [0 2]":   f([2]int{0, 2}, [2]int{1, 1}, [2]int{}),
		"stride [1 0]":   f([2]int{2, 2}, [2]int{1, 0}, [2]int{}),
		"padding [2 0]":  f([2]int{2, 2}, [2]int{1, 1}, [2]int{2, 0}),
		"padding [0 -1]": f([2]int{2, 2}, [2]int{1, 1}, [2]int{0, -1}),
	})
}
