package op

import (
	"gorgonia.org/gorgonia"

	"digits/graph/kernel"
	"digits/graph/portable"
)

// ReLU returns max(0, x) of the same shape; its derivative at 0 is 0. NaN stays NaN.
func ReLU(x *gorgonia.Node) (*gorgonia.Node, error) {
	axes := x.Dims()
	return apply(
		func() gorgonia.Op { return &relu[float32]{alike: newAlike("relu", axes, "x")} },
		func() gorgonia.Op { return &relu[float64]{alike: newAlike("relu", axes, "x")} },
		x)
}

type relu[T kernel.Float] struct {
	alike
	y   buffer[T]
	job reluJob[T]
}

// Do computes y.
func (r *relu[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	x, err := floats[T](inputs[0])
	if err != nil {
		return nil, err
	}
	r.job = reluJob[T]{x, r.y.of(inputs[0].Shape()...)}
	kernel.Parallel(len(x), worthACore, &r.job)
	return r.y.tensor, nil
}

// reluJob is a kernel.Job over elements.
type reluJob[T kernel.Float] struct{ x, y []T }

// Run does elements lo..hi-1. The max is one without a branch, which would be mistaken
// half the time; it keeps NaN.
func (j *reluJob[T]) Run(lo, hi int) {
	y := j.y[lo:hi]
	for i, v := range j.x[lo:hi] {
		y[i] = max(v, 0)
	}
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
	alike
	dz buffer[T]
	db *buffer[T]
}

func newReLUGrad[T kernel.Float](axes int, db *buffer[T]) *reluGrad[T] {
	return &reluGrad[T]{alike: newAlike("reluGrad", axes, "dy", "y"), db: db}
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
