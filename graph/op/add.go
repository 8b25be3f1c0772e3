package op

import (
	"github.com/chewxy/hm"
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
	"digits/graph/portable"
)

// Add returns x + y, two of one shape, such as a residual block's ends. Unlike
// gorgonia's, which may write the sum over one of them, it makes a new one.
func Add(x, y *gorgonia.Node) (*gorgonia.Node, error) {
	axes := x.Dims()
	return apply(
		func() gorgonia.Op { return &add[float32]{base: newBase("add", 2), axes: axes} },
		func() gorgonia.Op { return &add[float64]{base: newBase("add", 2), axes: axes} },
		x, y)
}

type add[T kernel.Float] struct {
	base
	axes int
	sum  buffer[T]
	job  addJob[T]
}

// Type returns x -> y -> their sum.
func (o *add[T]) Type() hm.Type { return function(o.axes, o.axes, o.axes) }

// InferShape returns x's shape.
func (o *add[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	return o.same(inputs, rank{"x", o.axes}, rank{"y", o.axes})
}

// same checks that two inputs have one shape, which it returns.
func (b base) same(inputs []gorgonia.DimSizer, x, y rank) (tensor.Shape, error) {
	s, err := b.shapes(inputs, x, y)
	if err != nil {
		return nil, err
	}
	if !s[0].Eq(s[1]) {
		return nil, errors.Errorf("op: %s: %s is %v, %s is %v, want one shape", b.name, x.input, s[0], y.input, s[1])
	}
	return s[0].Clone(), nil
}

// Do computes the sum.
func (o *add[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	j := &o.job
	if err := read(inputs, &j.x, &j.y); err != nil {
		return nil, err
	}
	j.sum = o.sum.of(inputs[0].Shape()...)
	kernel.Parallel(len(j.sum), 4*worthACore, j)
	return o.sum.tensor, nil
}

// SymDiff hands on the sum's gradient.
func (o *add[T]) SymDiff(_ gorgonia.Nodes, _, d *gorgonia.Node) (gorgonia.Nodes, error) {
	return gorgonia.Nodes{d, d}, nil
}

// addJob is a kernel.Job over elements.
type addJob[T kernel.Float] struct{ x, y, sum []T }

// Run does elements lo..hi-1.
func (j *addJob[T]) Run(lo, hi int) {
	y, sum := j.y[lo:hi], j.sum[lo:hi]
	for i, x := range j.x[lo:hi] {
		sum[i] = x + y[i]
	}
}

// Portable is Add.
func (o *add[T]) Portable(t *portable.Trace, _ []int, inputs ...portable.Value) (portable.Value, error) {
	return t.Apply("Add", nil, inputs...), nil
}
