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

// Permute returns x (batch, …) with its axes behind the batch in another order:
// axes[i] is the axis of x that becomes axis i+1, counted from 1, as Keras'
// Permute counts them. Permute(x, 2, 1) of (batch, 28, 3) is (batch, 3, 28).
func Permute(x *gorgonia.Node, axes ...int) (*gorgonia.Node, error) {
	order := append([]int{0}, axes...)
	sorted := slices.Sorted(slices.Values(order))
	for i, axis := range sorted {
		if axis != i || len(sorted) != x.Dims() {
			return nil, errors.Errorf("op: permute: got axes %v for %v, want each of 1 to %d once", axes, x.Shape(), x.Dims()-1)
		}
	}
	return permuted(x, order)
}

// Transpose returns x with all its axes in another order: order[i] is the axis of x that
// becomes axis i, as in gorgonia and numpy.
func Transpose(x *gorgonia.Node, order []int) (*gorgonia.Node, error) {
	if len(order) != x.Dims() {
		return nil, errors.Errorf("op: transpose: got axes %v for %v, want each once", order, x.Shape())
	}
	return permuted(x, order)
}

// permuted puts all axes, the batch's too, into an order.
func permuted(x *gorgonia.Node, order []int) (*gorgonia.Node, error) {
	return apply(
		func() gorgonia.Op { return newPermute[float32](order) },
		func() gorgonia.Op { return newPermute[float64](order) },
		x)
}

type permute[T kernel.Float] struct {
	base
	order []int
	y     buffer[T]
	job   permuteJob[T]
}

func newPermute[T kernel.Float](order []int) *permute[T] {
	return &permute[T]{base: newBase("permute", 1), order: order, job: permuteJob[T]{
		shape: make([]int, len(order)), strides: make([]int, len(order)),
	}}
}

// Type returns x -> y.
func (p *permute[T]) Type() hm.Type { return function(len(p.order), len(p.order)) }

// InferShape returns the shape in its new order.
func (p *permute[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	s, err := p.shapes(inputs, rank{"x", len(p.order)})
	if err != nil {
		return nil, err
	}
	y := s[0].Clone()
	for i, axis := range p.order {
		y[i] = s[0][axis]
	}
	return y, nil
}

// Do copies x.
func (p *permute[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	j := &p.job
	if err := read(inputs, &j.x); err != nil {
		return nil, err
	}
	shape := inputs[0].Shape()
	for i, axis := range p.order {
		j.shape[i], j.strides[i] = shape[axis], shape[axis+1:].TotalSize()
	}
	j.y = p.y.of(j.shape...)
	last := j.shape[len(j.shape)-1]
	inRows(len(j.y)/max(last, 1), last, j)
	return p.y.tensor, nil
}

// SymDiff puts the gradient back into x's order.
func (p *permute[T]) SymDiff(_ gorgonia.Nodes, _, dy *gorgonia.Node) (gorgonia.Nodes, error) {
	back := make([]int, len(p.order))
	for i, axis := range p.order {
		back[axis] = i
	}
	dx, err := gorgonia.ApplyOp(backward{newPermute[T](back)}, dy)
	return gorgonia.Nodes{dx}, err
}

// permuteJob is a kernel.Job over rows of y along its last axis.
type permuteJob[T kernel.Float] struct {
	shape, strides []int // y's, and how far its neighbours are apart in x
	x, y           []T
}

// Run does rows lo..hi-1.
func (j *permuteJob[T]) Run(lo, hi int) {
	last := len(j.shape) - 1
	n, stride := j.shape[last], j.strides[last]
	for r := lo; r < hi; r++ {
		at, rest := 0, r
		for axis := last - 1; axis >= 0; axis-- {
			at += rest % j.shape[axis] * j.strides[axis]
			rest /= j.shape[axis]
		}
		y := j.y[r*n : (r+1)*n]
		for i := range y {
			y[i] = j.x[at]
			at += stride
		}
	}
}

// Portable is Transpose.
func (p *permute[T]) Portable(t *portable.Trace, _ []int, inputs ...portable.Value) (portable.Value, error) {
	return t.Apply("Transpose", portable.Settings{"perm": p.order}, inputs...), nil
}
