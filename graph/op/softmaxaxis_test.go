package op

import (
	"math/rand/v2"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// rowOperation is one along an axis.
type rowOperation func(x *gorgonia.Node, axis int) (*gorgonia.Node, error)

func checkAxes(t *testing.T, f rowOperation) {
	r := rand.New(rand.NewPCG(1, 2))
	along := func(axis int) build {
		return one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return f(x[0], axis) })
	}
	check(t,
		operation{"the last of two", []leaf{random(r, "x", 5, 4)}, 1, along(-1)},
		operation{"the batch", []leaf{random(r, "x", 5, 4)}, 1, along(0)},
		operation{"the middle of three", []leaf{random(r, "x", 2, 3, 4)}, 1, along(1)},
		operation{"the last of four", []leaf{random(r, "x", 2, 1, 3, 2)}, 1, along(3)},
		operation{"one class", []leaf{random(r, "x", 3, 1)}, 1, along(1)},
		operation{"many classes", []leaf{random(r, "x", 2, 71)}, 1, along(1)},
	)
}

func TestSoftmaxAxis(t *testing.T)    { checkAxes(t, SoftmaxAxis) }
func TestLogSoftmaxAxis(t *testing.T) { checkAxes(t, LogSoftmaxAxis) }

func TestSoftmaxErrors(t *testing.T) {
	checkErrors(t, leaf{"x", tensor.Shape{6}, make([]float64, 6)}, map[string]func(x *gorgonia.Node) (*gorgonia.Node, error){
		"softmax: x is (6), want (batch":    Softmax,
		"logSoftmax: x is (6), want (batch": LogSoftmax,
		"logSumExp: x is (6), want (batch":  LogSumExp,
		"axis is 1 of (6), want 0 to 0":     func(x *gorgonia.Node) (*gorgonia.Node, error) { return SoftmaxAxis(x, 1) },
		"axis is -2 of (6)":                 func(x *gorgonia.Node) (*gorgonia.Node, error) { return LogSoftmaxAxis(x, -2) },
	})
}
