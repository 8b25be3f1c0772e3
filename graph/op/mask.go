package op

import (
	"github.com/chewxy/hm"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
	"digits/graph/portable"
)

// Mask returns x·mask, both of one shape, such as a pruned kernel. The mask has
// no gradient; where it is 0, x has none.
func Mask(x, mask *gorgonia.Node) (*gorgonia.Node, error) {
	axes := x.Dims()
	return apply(
		func() gorgonia.Op { return &masking[float32]{base: newBase("mask", 2), axes: axes} },
		func() gorgonia.Op { return &masking[float64]{base: newBase("mask", 2), axes: axes} },
		x, mask)
}

type masking[T kernel.Float] struct {
	base
	axes int
	y    buffer[T]
}

// Type returns x -> mask -> y.
func (m *masking[T]) Type() hm.Type { return function(m.axes, m.axes, m.axes) }

// InferShape returns x's shape.
func (m *masking[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	return m.same(inputs, rank{"x", m.axes}, rank{"mask", m.axes})
}

// Do computes y.
func (m *masking[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	x, mask, err := twoFloats[T](inputs)
	if err != nil {
		return nil, err
	}
	kernel.Mul(m.y.of(inputs[0].Shape()...), x, mask)
	return m.y.tensor, nil
}

// DiffWRT says that x has a gradient, the mask none.
func (m *masking[T]) DiffWRT(int) []bool { return []bool{true, false} }

// SymDiff builds dx = dy·mask.
func (m *masking[T]) SymDiff(inputs gorgonia.Nodes, _, dy *gorgonia.Node) (gorgonia.Nodes, error) {
	dx, err := gorgonia.ApplyOp(backward{&masking[T]{base: newBase("mask", 2), axes: m.axes}}, dy, inputs[1])
	return gorgonia.Nodes{dx, nil}, err
}

// Portable is Mul.
func (m *masking[T]) Portable(t *portable.Trace, _ []int, inputs ...portable.Value) (portable.Value, error) {
	return t.Apply("Mul", nil, inputs...), nil
}
