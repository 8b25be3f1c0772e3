package op

import (
	"math"

	"github.com/chewxy/hm"
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
)

// Weighted returns Σ weights[i]·nodes[i] of scalars, such as the losses of
// several heads, or a loss and penalties; nil weights are 1 each.
func Weighted(nodes []*gorgonia.Node, weights []float64) (*gorgonia.Node, error) {
	if weights == nil {
		for range nodes {
			weights = append(weights, 1)
		}
	}
	if len(nodes) == 0 || len(nodes) != len(weights) {
		return nil, errors.Errorf("op: weighted: got %d nodes and %d weights, want one or more, and as many weights", len(nodes), len(weights))
	}
	for i, w := range weights {
		if math.IsNaN(w) || math.IsInf(w, 0) {
			return nil, errors.Errorf("op: weighted: weight %d is %v, want a number", i, w)
		}
		if !nodes[i].IsScalar() {
			return nil, errors.Errorf("op: weighted: node %d is %v, want a scalar", i, nodes[i].Shape())
		}
	}
	return apply(
		func() gorgonia.Op { return newWeighted[float32](weights) },
		func() gorgonia.Op { return newWeighted[float64](weights) },
		nodes...)
}

type weighted[T kernel.Float] struct {
	base
	weights []float64
	value   gorgonia.Value
	sum     *T
}

func newWeighted[T kernel.Float](weights []float64) *weighted[T] {
	w := &weighted[T]{base: newBase("weighted", len(weights)), weights: weights}
	w.value, w.sum = newScalar[T]()
	return w
}

// Type returns scalar -> … -> scalar.
func (w *weighted[T]) Type() hm.Type { return function(make([]int, w.arity+1)...) }

// InferShape returns a scalar's shape.
func (w *weighted[T]) InferShape(...gorgonia.DimSizer) (tensor.Shape, error) {
	return tensor.ScalarShape(), nil
}

// Do sums in float64, in the nodes' order.
func (w *weighted[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	sum := 0.0
	for i, input := range inputs {
		x, err := scalar[T](input)
		if err != nil {
			return nil, err
		}
		sum += float64(w.weights[i] * float64(x))
	}
	*w.sum = T(sum)
	return w.value, nil
}

// SymDiff weights the gradient.
func (w *weighted[T]) SymDiff(_ gorgonia.Nodes, _, d *gorgonia.Node) (gorgonia.Nodes, error) {
	grads := make(gorgonia.Nodes, w.arity)
	for i := range grads {
		var err error
		if grads[i], err = gorgonia.ApplyOp(backward{newWeighted[T](w.weights[i : i+1])}, d); err != nil {
			return nil, err
		}
	}
	return grads, nil
}
