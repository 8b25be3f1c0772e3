package op

import (
	"gorgonia.org/gorgonia"

	"digits/graph/kernel"
	"digits/graph/portable"
)

// Add returns x + y, two of one shape, such as a residual block's ends. Unlike
// gorgonia's, which may write the sum over one of them, it makes a new one.
func Add(x, y *gorgonia.Node) (*gorgonia.Node, error) {
	axes := x.Dims()
	return apply(
		func() gorgonia.Op { return &add[float32]{alike: newAlike("add", axes, "x", "y")} },
		func() gorgonia.Op { return &add[float64]{alike: newAlike("add", axes, "x", "y")} },
		x, y)
}

type add[T kernel.Float] struct {
	alike
	sum buffer[T]
	job addJob[T]
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
