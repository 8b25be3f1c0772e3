package op

import (
	"github.com/chewxy/hm"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
	"digits/graph/portable"
)

// ReLU returns max(0, x) of the same shape; its derivative at 0 is 0. NaN stays NaN.
func ReLU(x *gorgonia.Node) (*gorgonia.Node, error) {
	axes := x.Dims()
	return apply(
		func() gorgonia.Op { return &relu[float32]{base: newBase("relu", 1), axes: axes} },
		func() gorgonia.Op { return &relu[float64]{base: newBase("relu", 1), axes: axes} },
		x)
}

type relu[T kernel.Float] struct {
	base
	axes int
	y    buffer[T]
}

// Type returns x -> y of the same rank.
func (r *relu[T]) Type() hm.Type {
	t := gorgonia.TensorType{Dims: r.axes, Of: a}
	return hm.NewFnType(t, t)
}

// InferShape returns x's shape.
func (r *relu[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	s, err := r.shapes(inputs, rank{"x", r.axes})
	if err != nil {
		return nil, err
	}
	return s[0].Clone(), nil
}

// Do computes y.
func (r *relu[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	x, err := floats[T](inputs[0])
	if err != nil {
		return nil, err
	}
	y := r.y.of(inputs[0].Shape()...)
	for i, v := range x {
		if v <= 0 {
			v = 0
		}
		y[i] = v
	}
	return r.y.tensor, nil
}

// DiffWRT says that x has a gradient.
func (r *relu[T]) DiffWRT(int) []bool { return []bool{true} }

// SymDiff builds dx = dy where y > 0.
func (r *relu[T]) SymDiff(_ gorgonia.Nodes, y, dy *gorgonia.Node) (gorgonia.Nodes, error) {
	dx, err := masked[T](dy, y, nil)
	return gorgonia.Nodes{dx}, err
}

// reluGrad is dz = dy where y > 0, else 0. With a db it also sums dz over the
// batch into it, where the mask's pass has dz at hand.
type reluGrad[T kernel.Float] struct {
	base
	axes int
	dz   buffer[T]
	db   *buffer[T]
}

func newReLUGrad[T kernel.Float](axes int, db *buffer[T]) *reluGrad[T] {
	return &reluGrad[T]{base: newBase("reluGrad", 2), axes: axes, db: db}
}

func (r *reluGrad[T]) Type() hm.Type {
	t := gorgonia.TensorType{Dims: r.axes, Of: a}
	return hm.NewFnType(t, t, t)
}

func (r *reluGrad[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	s, err := r.shapes(inputs, rank{"dy", r.axes}, rank{"y", r.axes})
	if err != nil {
		return nil, err
	}
	return s[0].Clone(), nil
}

func (r *reluGrad[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	dy, y, err := twoFloats[T](inputs)
	if err != nil {
		return nil, err
	}
	dz := r.dz.of(inputs[0].Shape()...)
	rows := inputs[0].Shape()[0]
	units := len(dz) / rows
	var db []T
	if r.db != nil {
		db = r.db.of(units)
	}
	kernel.ReLUBackward(rows, units, dy, y, dz, db)
	return r.dz.tensor, nil
}

// Portable is Relu.
func (r *relu[T]) Portable(t *portable.Trace, _ []int, inputs ...portable.Value) (portable.Value, error) {
	return t.Apply("Relu", nil, inputs...), nil
}
