package op

import (
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
	"digits/graph/portable"
)

// Softmax returns exp(x) over its sum along the last axis of x (batch, …,
// classes). Each row's maximum is subtracted first, so that no input overflows.
func Softmax(x *gorgonia.Node) (*gorgonia.Node, error) {
	axes, err := axesOfRows("softmax", x)
	if err != nil {
		return nil, err
	}
	return apply(
		func() gorgonia.Op { return &softmax[float32]{alike: newAlike("softmax", axes, "x")} },
		func() gorgonia.Op { return &softmax[float64]{alike: newAlike("softmax", axes, "x")} },
		x)
}

type softmax[T kernel.Float] struct {
	alike
	p buffer[T]
}

// Do computes p.
func (s *softmax[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	x, err := floats[T](inputs[0])
	if err != nil {
		return nil, err
	}
	rows, classes := lastAxis(inputs[0].Shape())
	kernel.Softmax(rows, classes, x, s.p.of(inputs[0].Shape()...))
	return s.p.tensor, nil
}

// axesOfRows returns the number of x's axes, of which there must be two.
func axesOfRows(name string, x *gorgonia.Node) (int, error) {
	if x.Dims() < 2 {
		return 0, errors.Errorf("op: %s: x is %v, want (batch, …, n)", name, x.Shape())
	}
	return x.Dims(), nil
}

// lastAxis is a shape as that of rows along its last axis.
func lastAxis(shape tensor.Shape) (rows, n int) {
	last := len(shape) - 1
	return shape[:last].TotalSize(), shape[last]
}

// DiffWRT says that x has a gradient.
func (s *softmax[T]) DiffWRT(int) []bool { return []bool{true} }

// SymDiff builds dx = p·(dp - Σ dp·p).
func (s *softmax[T]) SymDiff(_ gorgonia.Nodes, p, dp *gorgonia.Node) (gorgonia.Nodes, error) {
	dx, err := gorgonia.ApplyOp(&softmaxGrad[T]{alike: newAlike("softmaxGrad", s.axes, "p", "dp")}, p, dp)
	return gorgonia.Nodes{dx}, err
}

type softmaxGrad[T kernel.Float] struct {
	alike
	dx buffer[T]
}

func (s *softmaxGrad[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	p, dp, err := twoFloats[T](inputs)
	if err != nil {
		return nil, err
	}
	_, classes := lastAxis(inputs[0].Shape())
	dx := s.dx.of(inputs[0].Shape()...)
	for row := 0; row < len(p); row += classes {
		p, dp, dx := p[row:row+classes], dp[row:row+classes], dx[row:row+classes]
		var dot T
		for i := range p {
			dot += T(p[i] * dp[i])
		}
		for i := range p {
			dx[i] = p[i] * (dp[i] - dot)
		}
	}
	return s.dx.tensor, nil
}

// Portable is Softmax.
func (s *softmax[T]) Portable(t *portable.Trace, _ []int, inputs ...portable.Value) (portable.Value, error) {
	return t.Apply("Softmax", portable.Settings{"axis": -1}, inputs...), nil
}
