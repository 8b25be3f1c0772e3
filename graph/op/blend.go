package op

import (
	"github.com/chewxy/hm"
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
	"digits/graph/portable"
)

// Blend returns a·x + b·y of two nodes of one shape: a moving average's next value. It
// has no gradient.
func Blend(x, y *gorgonia.Node, a, b float64) (*gorgonia.Node, error) {
	if !x.Shape().Eq(y.Shape()) {
		return nil, errors.Errorf("op: blend: got %v and %v, want one shape", x.Shape(), y.Shape())
	}
	axes := x.Dims()
	return apply(
		func() gorgonia.Op { return &blend[float32]{base: newBase("blend", 2), axes: axes, a: a, b: b} },
		func() gorgonia.Op { return &blend[float64]{base: newBase("blend", 2), axes: axes, a: a, b: b} },
		x, y)
}

type blend[T kernel.Float] struct {
	base
	axes int
	a, b float64
	out  buffer[T]
}

// Type returns x -> y -> z of one rank.
func (o *blend[T]) Type() hm.Type {
	t := gorgonia.TensorType{Dims: o.axes, Of: a}
	return hm.NewFnType(t, t, t)
}

// InferShape returns x's shape.
func (o *blend[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	s, err := o.shapes(inputs, rank{"x", o.axes}, rank{"y", o.axes})
	if err != nil {
		return nil, err
	}
	return s[0].Clone(), nil
}

// Do computes each element in float64 and rounds once.
func (o *blend[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	x, err := floats[T](inputs[0])
	if err != nil {
		return nil, err
	}
	y, err := floats[T](inputs[1])
	if err != nil {
		return nil, err
	}
	z := o.out.of(inputs[0].Shape()...)
	for i, v := range x {
		z[i] = T(o.a*float64(v) + o.b*float64(y[i]))
	}
	return o.out.tensor, nil
}

// Portable is two products and their sum.
func (o *blend[T]) Portable(t *portable.Trace, _ []int, inputs ...portable.Value) (portable.Value, error) {
	x, y := t.Apply("Mul", nil, inputs[0], t.Number(o.a)), t.Apply("Mul", nil, inputs[1], t.Number(o.b))
	return t.Apply("Add", nil, x, y), nil
}
