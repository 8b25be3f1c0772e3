package op

import (
	"github.com/chewxy/hm"
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
)

// SparseCrossEntropy returns the mean over the batch of -log softmax(logits)
// at the label: logits is (batch, classes), labels is (batch) of int32. It
// works on logits, and is finite for any finite logits.
func SparseCrossEntropy(logits, labels *gorgonia.Node) (*gorgonia.Node, error) {
	return crossEntropyOf(logits, labels, true, 0)
}

// CrossEntropy returns the mean over the batch of -Σ targets·log
// softmax(logits): both are (batch, classes), each row of targets a
// distribution, such as a one-hot label, or any weights.
func CrossEntropy(logits, targets *gorgonia.Node) (*gorgonia.Node, error) {
	return crossEntropyOf(logits, targets, false, 0)
}

func crossEntropyOf(logits, target *gorgonia.Node, sparse bool, smoothing float64) (*gorgonia.Node, error) {
	return apply(
		func() gorgonia.Op { return newCrossEntropy[float32](sparse, smoothing) },
		func() gorgonia.Op { return newCrossEntropy[float64](sparse, smoothing) },
		logits, target)
}

// crossEntropy computes the loss and its gradient in one pass: the gradient is
// kept for the backward operation.
type crossEntropy[T kernel.Float] struct {
	base
	sparse    bool
	smoothing float64
	value     gorgonia.Value
	mean      *T
	dlogits   buffer[T]
	smoothed  []T // the targets, where there is smoothing
}

func newCrossEntropy[T kernel.Float](sparse bool, smoothing float64) *crossEntropy[T] {
	name := "crossEntropy"
	if sparse {
		name = "sparseCrossEntropy"
	}
	c := &crossEntropy[T]{base: newBase(name, 2), sparse: sparse, smoothing: smoothing}
	c.value, c.mean = newScalar[T]()
	return c
}

// Type returns logits -> target -> scalar.
func (c *crossEntropy[T]) Type() hm.Type {
	return hm.NewFnType(matrix(a), targetType(c.sparse), a)
}

// InferShape returns a scalar's shape.
func (c *crossEntropy[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	return c.targetShapes(inputs, "logits", c.sparse)
}

// Do computes the mean loss and keeps its gradient.
func (c *crossEntropy[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	logits, err := floats[T](inputs[0])
	if err != nil {
		return nil, err
	}
	rows, classes := inputs[0].Shape()[0], inputs[0].Shape()[1]
	mean, err := c.loss(rows, classes, logits, inputs[1])
	if err != nil {
		return nil, errors.Wrapf(err, "op: %s", c.name)
	}
	*c.mean = T(mean)
	return c.value, nil
}

func (c *crossEntropy[T]) loss(rows, classes int, logits []T, target gorgonia.Value) (float64, error) {
	dlogits := c.dlogits.of(rows, classes)
	if c.smoothing > 0 {
		if err := c.smooth(classes, len(logits), target); err != nil {
			return 0, err
		}
		return kernel.SoftmaxCrossEntropyOneHot(rows, classes, logits, c.smoothed, nil, dlogits), nil
	}
	if c.sparse {
		labels, err := ints(target)
		if err != nil {
			return 0, err
		}
		return kernel.SoftmaxCrossEntropy(rows, classes, logits, labels, nil, dlogits)
	}
	targets, err := floats[T](target)
	if err != nil {
		return 0, err
	}
	return kernel.SoftmaxCrossEntropyOneHot(rows, classes, logits, targets, nil, dlogits), nil
}

// DiffWRT says that logits have a gradient, labels none.
func (c *crossEntropy[T]) DiffWRT(int) []bool { return []bool{true, false} }

// SymDiff hands out the gradient that Do has kept. The loss is an input of it,
// so that it runs afterwards.
func (c *crossEntropy[T]) SymDiff(inputs gorgonia.Nodes, loss, dloss *gorgonia.Node) (gorgonia.Nodes, error) {
	grad := &crossEntropyGrad[T]{base: newBase(c.name+"Grad", 3), forward: c}
	dlogits, err := gorgonia.ApplyOp(grad, inputs[0], loss, dloss)
	return gorgonia.Nodes{dlogits, nil}, err
}

type crossEntropyGrad[T kernel.Float] struct {
	base
	forward *crossEntropy[T]
	dlogits buffer[T] // where the loss is scaled
}

func (g *crossEntropyGrad[T]) Type() hm.Type { return hm.NewFnType(matrix(a), a, a, matrix(a)) }

func (g *crossEntropyGrad[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	s, err := g.shapes(inputs, rank{"logits", 2}, rank{"loss", 0}, rank{"dloss", 0})
	if err != nil {
		return nil, err
	}
	return s[0].Clone(), nil
}

func (g *crossEntropyGrad[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	scale, err := scalar[T](inputs[2])
	if err != nil {
		return nil, err
	}
	if scale == 1 {
		return g.forward.dlogits.tensor, nil
	}
	dlogits := g.dlogits.of(inputs[0].Shape()...)
	for i, d := range g.forward.dlogits.data {
		dlogits[i] = d * scale
	}
	return g.dlogits.tensor, nil
}
