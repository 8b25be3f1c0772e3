package op

import (
	"fmt"

	"github.com/chewxy/hm"
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
	"digits/graph/portable"
)

// Concat returns the columns of nodes (batch, n), (batch, m) … side by side:
// (batch, n + m + …).
func Concat(nodes ...*gorgonia.Node) (*gorgonia.Node, error) {
	if len(nodes) == 0 {
		return nil, errors.New("op: concat: got no nodes, want one or more")
	}
	return apply(
		func() gorgonia.Op { return &concat[float32]{base: newBase("concat", len(nodes))} },
		func() gorgonia.Op { return &concat[float64]{base: newBase("concat", len(nodes))} },
		nodes...)
}

type concat[T kernel.Float] struct {
	base
	y buffer[T]
}

// Type returns x -> x -> … -> y.
func (c *concat[T]) Type() hm.Type {
	axes := []int{2}
	for range c.arity {
		axes = append(axes, 2)
	}
	return function(axes...)
}

// InferShape returns (batch, all columns).
func (c *concat[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	var ranks []rank
	for i := range c.arity {
		ranks = append(ranks, rank{fmt.Sprintf("input %d", i), 2})
	}
	s, err := c.shapes(inputs, ranks...)
	if err != nil {
		return nil, err
	}
	y := s[0].Clone()
	for i, x := range s[1:] {
		if x[0] != y[0] {
			return nil, errors.Errorf("op: concat: input 0 is %v, input %d is %v: %d != %d", s[0], i+1, x, y[0], x[0])
		}
		y[1] += x[1]
	}
	return y, nil
}

// Do copies the inputs' rows.
func (c *concat[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	batch, n := inputs[0].Shape()[0], 0
	for _, x := range inputs {
		n += x.Shape()[1]
	}
	y, from := c.y.of(batch, n), 0
	for _, input := range inputs {
		x, err := floats[T](input)
		if err != nil {
			return nil, err
		}
		width := input.Shape()[1]
		for r := range batch {
			copy(y[r*n+from:], x[r*width:(r+1)*width])
		}
		from += width
	}
	return c.y.tensor, nil
}

// SymDiff cuts the gradient into the inputs' columns.
func (c *concat[T]) SymDiff(inputs gorgonia.Nodes, _, dy *gorgonia.Node) (gorgonia.Nodes, error) {
	var grads gorgonia.Nodes
	from := 0
	for _, x := range inputs {
		to := from + x.Shape()[1]
		dx, err := gorgonia.ApplyOp(backward{&columns[T]{base: newBase("columns", 1), from: from, to: to}}, dy)
		if err != nil {
			return nil, err
		}
		grads, from = append(grads, dx), to
	}
	return grads, nil
}

// Portable is Concat.
func (c *concat[T]) Portable(t *portable.Trace, _ []int, inputs ...portable.Value) (portable.Value, error) {
	return t.Apply("Concat", portable.Settings{"axis": 1}, inputs...), nil
}
