package op

import (
	"gorgonia.org/gorgonia"

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
		func() gorgonia.Op { return &logSoftmax[float32]{alike: newAlike("logSoftmax", axes, "x")} },
		func() gorgonia.Op { return &logSoftmax[float64]{alike: newAlike("logSoftmax", axes, "x")} },
		x)
}

type logSoftmax[T kernel.Float] struct {
	alike
	y buffer[T]
	p []T // softmax(x), kept for the gradient
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
	dx, err := gorgonia.ApplyOp(&logSoftmaxGrad[T]{alike: newAlike("logSoftmaxGrad", l.axes, "dy", "y"), forward: l}, dy, y)
	return gorgonia.Nodes{dx}, err
}

type logSoftmaxGrad[T kernel.Float] struct {
	alike
	forward *logSoftmax[T]
	dx      buffer[T]
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
