package op

import (
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

var positive = leaf{"x", tensor.Shape{2, 3}, []float64{0.3, 1, 2, 0.7, 8, 1.5}}

func TestLog2(t *testing.T) {
	check(t, operation{"log2", []leaf{positive}, 1, one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return Log2(x[0]) })})
}
