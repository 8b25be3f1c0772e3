package op

import (
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
)

// SoftmaxAxis is Softmax along any axis of x, the batch being axis 0; -1 is the
// last one.
func SoftmaxAxis(x *gorgonia.Node, axis int) (*gorgonia.Node, error) {
	return alongAxis("softmax", Softmax, x, axis)
}

// LogSoftmaxAxis is LogSoftmax along any axis of x, the batch being axis 0; -1 is
// the last one.
func LogSoftmaxAxis(x *gorgonia.Node, axis int) (*gorgonia.Node, error) {
	return alongAxis("logSoftmax", LogSoftmax, x, axis)
}

// alongAxis applies what works along the last axis along another: it swaps the
// two, before and after.
func alongAxis(name string, f func(x *gorgonia.Node) (*gorgonia.Node, error), x *gorgonia.Node, axis int) (*gorgonia.Node, error) {
	axes := x.Dims()
	if axis < -axes || axis >= axes {
		return nil, errors.Errorf("op: %s: axis is %d of %v, want 0 to %d, or -1 for the last", name, axis, x.Shape(), axes-1)
	}
	if axis = (axis + axes) % axes; axis == axes-1 {
		return f(x)
	}
	swap := make([]int, axes)
	for i := range swap {
		swap[i] = i
	}
	swap[axis], swap[axes-1] = axes-1, axis
	swapped, err := permuted(x, swap)
	if err != nil {
		return nil, err
	}
	y, err := f(swapped)
	if err != nil {
		return nil, err
	}
	return permuted(y, swap)
}
