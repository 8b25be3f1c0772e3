package op

import (
	"github.com/chewxy/hm"
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
	"digits/graph/portable"
)

// Columns returns columns from..to-1 of x (batch, n): (batch, to - from).
func Columns(x *gorgonia.Node, from, to int) (*gorgonia.Node, error) {
	return apply(
		func() gorgonia.Op { return &columns[float32]{base: newBase("columns", 1), from: from, to: to} },
		func() gorgonia.Op { return &columns[float64]{base: newBase("columns", 1), from: from, to: to} },
		x)
}

type columns[T kernel.Float] struct {
	base
	from, to int
	y        buffer[T]
}

// Type returns x -> y.
func (c *columns[T]) Type() hm.Type { return function(2, 2) }

// InferShape returns (batch, to - from).
func (c *columns[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	s, err := c.shapes(inputs, rank{"x", 2})
	if err != nil {
		return nil, err
	}
	if c.from < 0 || c.from >= c.to || c.to > s[0][1] {
		return nil, errors.Errorf("op: columns: got %d to %d of %v, want some of 0 to %d", c.from, c.to, s[0], s[0][1])
	}
	return tensor.Shape{s[0][0], c.to - c.from}, nil
}

// Do copies the columns.
func (c *columns[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	x, err := floats[T](inputs[0])
	if err != nil {
		return nil, err
	}
	batch, n, width := inputs[0].Shape()[0], inputs[0].Shape()[1], c.to-c.from
	y := c.y.of(batch, width)
	for r := range batch {
		copy(y[r*width:(r+1)*width], x[r*n+c.from:])
	}
	return c.y.tensor, nil
}

// SymDiff builds dx, which is 0 in the columns that are left out.
func (c *columns[T]) SymDiff(inputs gorgonia.Nodes, _, dy *gorgonia.Node) (gorgonia.Nodes, error) {
	grad := &columnsGrad[T]{base: newBase("columnsGrad", 1), from: c.from, n: inputs[0].Shape()[1]}
	dx, err := gorgonia.ApplyOp(grad, dy)
	return gorgonia.Nodes{dx}, err
}

// columnsGrad puts columns into (batch, n) zeros.
type columnsGrad[T kernel.Float] struct {
	base
	from, n int
	dx      buffer[T]
}

func (c *columnsGrad[T]) Type() hm.Type { return function(2, 2) }

func (c *columnsGrad[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	s, err := c.shapes(inputs, rank{"dy", 2})
	if err != nil {
		return nil, err
	}
	return tensor.Shape{s[0][0], c.n}, nil
}

func (c *columnsGrad[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	dy, err := floats[T](inputs[0])
	if err != nil {
		return nil, err
	}
	batch, width := inputs[0].Shape()[0], inputs[0].Shape()[1]
	dx := c.dx.of(batch, c.n)
	clear(dx) // who got it last may have written it
	for r := range batch {
		copy(dx[r*c.n+c.from:], dy[r*width:(r+1)*width])
	}
	return c.dx.tensor, nil
}

// Portable is Slice.
func (c *columns[T]) Portable(t *portable.Trace, _ []int, inputs ...portable.Value) (portable.Value, error) {
	return t.Apply("Slice", nil, inputs[0], t.Whole(c.from), t.Whole(c.to), t.Whole(1)), nil
}
