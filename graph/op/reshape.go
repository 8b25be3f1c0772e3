package op

import (
	"slices"

	"github.com/chewxy/hm"
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
	"digits/graph/portable"
)

// Reshape returns x with another shape of as many elements. Unlike gorgonia's,
// which makes a view that later operations may overwrite, it copies.
func Reshape(x *gorgonia.Node, shape ...int) (*gorgonia.Node, error) {
	from := x.Shape().Clone()
	return apply(
		func() gorgonia.Op { return newReshape[float32](from, shape) },
		func() gorgonia.Op { return newReshape[float64](from, shape) },
		x)
}

// Copy returns a copy of x that nothing else writes.
func Copy(x *gorgonia.Node) (*gorgonia.Node, error) { return Reshape(x, x.Shape()...) }

// IsCopy reports whether n is a [Copy].
func IsCopy(n *gorgonia.Node) bool {
	o, ok := n.Op().(interface{ isCopy() bool })
	return ok && o.isCopy()
}

func (r *reshape[T]) isCopy() bool { return slices.Equal(r.from, r.to) }

type reshape[T kernel.Float] struct {
	base
	from, to tensor.Shape
	y        buffer[T]
}

func newReshape[T kernel.Float](from, to tensor.Shape) *reshape[T] {
	return &reshape[T]{base: newBase("reshape", 1), from: from, to: to}
}

// Type returns x -> y.
func (r *reshape[T]) Type() hm.Type {
	return hm.NewFnType(gorgonia.TensorType{Dims: r.from.Dims(), Of: a}, gorgonia.TensorType{Dims: r.to.Dims(), Of: a})
}

// InferShape returns the new shape.
func (r *reshape[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	if _, err := r.shapes(inputs, rank{"x", r.from.Dims()}); err != nil {
		return nil, err
	}
	if r.from.TotalSize() != r.to.TotalSize() {
		return nil, errors.Errorf("op: reshape: %v has %d elements, %v has %d", r.from, r.from.TotalSize(), r.to, r.to.TotalSize())
	}
	return r.to.Clone(), nil
}

// Do copies x.
func (r *reshape[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	x, err := floats[T](inputs[0])
	if err != nil {
		return nil, err
	}
	copy(r.y.of(r.to...), x)
	return r.y.tensor, nil
}

// DiffWRT says that x has a gradient.
func (r *reshape[T]) DiffWRT(int) []bool { return []bool{true} }

// SymDiff gives the gradient x's shape.
func (r *reshape[T]) SymDiff(_ gorgonia.Nodes, _, dy *gorgonia.Node) (gorgonia.Nodes, error) {
	dx, err := gorgonia.ApplyOp(backward{newReshape[T](r.to, r.from)}, dy)
	return gorgonia.Nodes{dx}, err
}

// Portable is Reshape.
func (r *reshape[T]) Portable(t *portable.Trace, out []int, inputs ...portable.Value) (portable.Value, error) {
	return t.Reshape(inputs[0], out)
}
