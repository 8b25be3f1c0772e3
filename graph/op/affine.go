package op

import (
	"math"

	"github.com/chewxy/hm"
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
	"digits/graph/portable"
)

// Affine returns x·scale + offset by constants: x is (batch, …), scale and offset
// are one number for all, or one for each element of an example; a nil offset is
// 0. It is what Keras' Rescaling does, and a Normalization, whose scale is
// 1/deviation and whose offset -mean/deviation.
func Affine(x *gorgonia.Node, scale, offset []float64) (*gorgonia.Node, error) {
	if offset == nil {
		offset = []float64{0}
	}
	for _, constants := range [][]float64{scale, offset} {
		for i, c := range constants {
			if math.IsNaN(c) || math.IsInf(c, 0) {
				return nil, errors.Errorf("op: affine: constant %d is %v, want a number: is a feature's deviation 0?", i, c)
			}
		}
	}
	axes := x.Dims()
	return apply(
		func() gorgonia.Op { return newAffine[float32](axes, scale, offset) },
		func() gorgonia.Op { return newAffine[float64](axes, scale, offset) },
		x)
}

type affine[T kernel.Float] struct {
	base
	axes          int
	scale, offset []float64
	y             buffer[T]
	job           affineJob[T]
}

func newAffine[T kernel.Float](axes int, scale, offset []float64) *affine[T] {
	return &affine[T]{base: newBase("affine", 1), axes: axes, scale: scale, offset: offset}
}

// Type returns x -> y of the same rank.
func (o *affine[T]) Type() hm.Type { return function(o.axes, o.axes) }

// InferShape returns x's shape.
func (o *affine[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	s, err := o.shapes(inputs, rank{"x", o.axes})
	if err != nil {
		return nil, err
	}
	features := 1
	if o.axes > 1 {
		features = s[0][1:].TotalSize()
	}
	for _, constants := range [][]float64{o.scale, o.offset} {
		if n := len(constants); n != 1 && n != features {
			return nil, errors.Errorf("op: affine: x is %v, got %d constants, want 1 or %d", s[0], n, features)
		}
	}
	return s[0].Clone(), nil
}

// Do computes y.
func (o *affine[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	j := &o.job
	if err := read(inputs, &j.x); err != nil {
		return nil, err
	}
	shape := inputs[0].Shape()
	j.y, j.scale, j.offset = o.y.of(shape...), o.scale, o.offset
	j.features = len(j.x) / max(shape[0], 1)
	inRows(shape[0], j.features, j)
	return o.y.tensor, nil
}

// SymDiff builds dx = dy·scale.
func (o *affine[T]) SymDiff(_ gorgonia.Nodes, _, dy *gorgonia.Node) (gorgonia.Nodes, error) {
	dx, err := gorgonia.ApplyOp(backward{newAffine[T](o.axes, o.scale, []float64{0})}, dy)
	return gorgonia.Nodes{dx}, err
}

// affineJob is a kernel.Job over rows.
type affineJob[T kernel.Float] struct {
	features      int
	scale, offset []float64
	x, y          []T
}

// Run does rows lo..hi-1.
func (j *affineJob[T]) Run(lo, hi int) {
	scale, offset := j.scale[0], j.offset[0]
	for r := lo; r < hi; r++ {
		y := j.y[r*j.features : (r+1)*j.features]
		for c, x := range j.x[r*j.features : (r+1)*j.features] {
			if len(j.scale) > 1 {
				scale = j.scale[c]
			}
			if len(j.offset) > 1 {
				offset = j.offset[c]
			}
			y[c] = T(float64(float64(x)*scale) + offset)
		}
	}
}

// mayCancel is how large an offset may be that is added to a rounded product: larger
// ones take most of it away again, and its last digits with it.
const mayCancel = 8

// Portable is Mul and Add or, where these would lose digits, (x - mean)·scale with a
// mean of two parts.
func (o *affine[T]) Portable(t *portable.Trace, out []int, inputs ...portable.Value) (portable.Value, error) {
	shape := func(values []float64) []int {
		if len(values) == 1 {
			return []int{}
		}
		return out[1:]
	}
	x, n := inputs[0], max(len(o.scale), len(o.offset))
	mean, rest := make([]float64, n), make([]float64, n)
	large, moves, whole := false, false, true
	for i := range mean {
		offset, scale := o.offset[min(i, len(o.offset)-1)], o.scale[min(i, len(o.scale)-1)]
		large, moves, whole = large || math.Abs(offset) > mayCancel, moves || offset != 0, whole && scale != 0
		mean[i] = float64(float32(-offset / scale))
		rest[i] = -offset/scale - mean[i]
	}
	if large && whole {
		x = t.Apply("Sub", nil, x, t.Vector(shape(mean), mean))
		x = t.Apply("Sub", nil, x, t.Vector(shape(rest), rest))
		moves = false
	}
	if len(o.scale) > 1 || o.scale[0] != 1 {
		x = t.Apply("Mul", nil, x, t.Vector(shape(o.scale), o.scale))
	}
	if moves {
		x = t.Apply("Add", nil, x, t.Vector(shape(o.offset), o.offset))
	}
	return x, nil
}
