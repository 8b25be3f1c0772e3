package op

import (
	"github.com/chewxy/hm"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
	"digits/graph/portable"
)

// LogSumExp returns log(Σ exp(x)) along the last axis of x (batch, …, n), which
// it drops: (batch, …). Each row's maximum is subtracted first, so that no input
// overflows. gorgonia's does not build.
func LogSumExp(x *gorgonia.Node) (*gorgonia.Node, error) {
	axes, err := axesOfRows("logSumExp", x)
	if err != nil {
		return nil, err
	}
	return apply(
		func() gorgonia.Op { return &logSumExp[float32]{base: newBase("logSumExp", 1), axes: axes} },
		func() gorgonia.Op { return &logSumExp[float64]{base: newBase("logSumExp", 1), axes: axes} },
		x)
}

type logSumExp[T kernel.Float] struct {
	base
	axes int
	y    buffer[T]
	p    []T // softmax(x), kept for the gradient
}

// Type returns x -> y of one axis less.
func (l *logSumExp[T]) Type() hm.Type { return function(l.axes, l.axes-1) }

// InferShape returns x's shape without the last axis.
func (l *logSumExp[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	s, err := l.shapes(inputs, rank{"x", l.axes})
	if err != nil {
		return nil, err
	}
	return s[0][:l.axes-1].Clone(), nil
}

// Do computes y.
func (l *logSumExp[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	x, err := floats[T](inputs[0])
	if err != nil {
		return nil, err
	}
	if len(l.p) != len(x) {
		l.p = kernel.Aligned[T](len(x))
	}
	shape := inputs[0].Shape()
	rows, n := lastAxis(shape)
	kernel.LogSumExp(rows, n, x, l.y.of(shape[:l.axes-1]...), l.p)
	return l.y.tensor, nil
}

// SymDiff builds dx = softmax(x)·dy.
func (l *logSumExp[T]) SymDiff(inputs gorgonia.Nodes, y, dy *gorgonia.Node) (gorgonia.Nodes, error) {
	dx, err := gorgonia.ApplyOp(&logSumExpGrad[T]{base: newBase("logSumExpGrad", 3), forward: l}, inputs[0], dy, y)
	return gorgonia.Nodes{dx}, err
}

type logSumExpGrad[T kernel.Float] struct {
	base
	forward *logSumExp[T]
	dx      buffer[T]
}

func (g *logSumExpGrad[T]) Type() hm.Type {
	return function(g.forward.axes, g.forward.axes-1, g.forward.axes-1, g.forward.axes)
}

func (g *logSumExpGrad[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	s, err := g.shapes(inputs, rank{"x", g.forward.axes}, rank{"dy", g.forward.axes - 1}, rank{"y", g.forward.axes - 1})
	if err != nil {
		return nil, err
	}
	return s[0].Clone(), nil
}

func (g *logSumExpGrad[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	dy, err := floats[T](inputs[1])
	if err != nil {
		return nil, err
	}
	dx := g.dx.of(inputs[0].Shape()...)
	_, n := lastAxis(inputs[0].Shape())
	for r, d := range dy {
		for i := r * n; i < (r+1)*n; i++ {
			dx[i] = g.forward.p[i] * d
		}
	}
	return g.dx.tensor, nil
}

// Portable is ReduceLogSumExp.
func (l *logSumExp[T]) Portable(t *portable.Trace, _ []int, inputs ...portable.Value) (portable.Value, error) {
	return t.Apply("ReduceLogSumExp", portable.Settings{"keepdims": 0}, inputs[0], t.Whole(-1)), nil
}
