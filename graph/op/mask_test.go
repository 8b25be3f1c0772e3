package op

import (
	"math/rand/v2"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func TestMask(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	mask := leaf{"mask", tensor.Shape{2, 3}, []float64{1, 0, 0, 1, 2, 0}}
	check(t, operation{"a kernel", []leaf{random(r, "x", 2, 3), mask}, 1, one(func(x gorgonia.Nodes) (*gorgonia.Node, error) {
		return Mask(x[0], x[1])
	})})
}

func TestMaskErrors(t *testing.T) {
	checkErrors(t, leaf{"x", tensor.Shape{2, 3}, make([]float64, 6)}, map[string]func(x *gorgonia.Node) (*gorgonia.Node, error){
		"x is (2, 3), mask is (3, 2)": func(x *gorgonia.Node) (*gorgonia.Node, error) { return Mask(x, zeros(x, "mask", 3, 2)) },
	})
}
