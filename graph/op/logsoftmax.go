package op

import (
	"github.com/chewxy/hm"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
	"digits/graph/portable"
)

// LogSoftmax returns x - log(Σ exp(x)) along the last axis of x (batch, …,
// classes), which is never the logarithm of a rounded probability.
func LogSoftmax(x *gorgonia.Node) (*gorgonia.Node, error) {
	axes, err := axesOfRows("logSoftmax", x)
	if err != nil {
		return nil, err
	}
	return apply(
		func() gorgonia.Op { return &logSoftmax[float32]{base: newBase("logSoftmax", 1), axes: axes} },
		func() gorgonia.Op { return &logSoftmax[float64]{base: newBase("logSoftmax", 1), axes: axes} },
		x)
}

type logSoftmax[T kernel.Float] struct {
	base
	axes int
	y    buffer[T]
	p    []T // softmax(x), kept for the gradient
}

// Type returns x -> y of the same rank.
func (l *logSoftmax[T]) Type() hm.Type { return function(l.axes, l.axes) }

// InferShape returns x's shape.
func (l *logSoftmax[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	s, err := l.shapes(inputs, rank{"x", l.axes})
	if err != nil {
		return nil, err
	}
	return s[0].Clone(), nil
}

// Do computes y.
func (l *logSoftmax[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	x, err := floats[T](inputs[0])
	if err != nil {
		return nil, err
	}
	if len(l.p) != len(x) {
		l.p = kernel.Aligned[T](len(x))
	}
	rows, classes := lastAxis(inputs[0].Shape())
	kernel.LogSoftmax(rows, classes, x, l.y.of(inputs[0].Shape()...), l.p)
	return l.y.tensor, nil
}

// SymDiff builds dx = dy - softmax(x)·Σ dy.
func (l *logSoftmax[T]) SymDiff(_ gorgonia.Nodes, y, dy *gorgonia.Node) (gorgonia.Nodes, error) {
	dx, err := gorgonia.ApplyOp(&logSoftmaxGrad[T]{base: newBase("logSoftmaxGrad", 2), forward: l}, dy, y)
	return gorgonia.Nodes{dx}, err
}

type logSoftmaxGrad[T kernel.Float] struct {
	base
	forward *logSoftmax[T]
	dx      buffer[T]
}

func (g *logSoftmaxGrad[T]) Type() hm.Type {
	return function(g.forward.axes, g.forward.axes, g.forward.axes)
}

func (g *logSoftmaxGrad[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	return g.same(inputs, rank{"dy", g.forward.axes}, rank{"y", g.forward.axes})
}

func (g *logSoftmaxGrad[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	dy, err := floats[T](inputs[0])
	if err != nil {
		return nil, err
	}
	_, classes := lastAxis(inputs[0].Shape())
	dx := g.dx.of(inputs[0].Shape()...)
	for row := 0; row < len(dy); row += classes {
		dy, p, dx := dy[row:row+classes], g.forward.p[row:row+classes], dx[row:row+classes]
		sum := 0.0
		for _, d := range dy {
			sum += float64(d)
		}
		for i, d := range dy {
			dx[i] = T(float64(d) - float64(float64(p[i])*sum))
		}
	}
	return g.dx.tensor, nil
}

// Portable is LogSoftmax.
func (l *logSoftmax[T]) Portable(t *portable.Trace, _ []int, inputs ...portable.Value) (portable.Value, error) {
	return t.Apply("LogSoftmax", portable.Settings{"axis": -1}, inputs...), nil
}
