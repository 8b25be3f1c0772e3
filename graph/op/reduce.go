package op

import (
	"slices"

	"github.com/chewxy/hm"
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
)

// SumLeading returns the sums of x over its first axes, so many, for each element of the
// others: the columns' sums of a matrix, added in ascending order.
func SumLeading(x *gorgonia.Node, axes int, shape tensor.Shape) (*gorgonia.Node, error) {
	return newReduction(x, "sum of the first axes", axes, true, shape)
}

// SumTrailing returns the sums of x over its last axes, so many: of all, or of each row.
// Blocks are added in float64, four sums of every fourth element; the sum is rounded once.
func SumTrailing(x *gorgonia.Node, axes int, shape tensor.Shape) (*gorgonia.Node, error) {
	return newReduction(x, "sum of the last axes", axes, false, shape)
}

func newReduction(x *gorgonia.Node, name string, axes int, leading bool, shape tensor.Shape) (*gorgonia.Node, error) {
	whole := x.Shape().Clone()
	if axes < 1 || axes > whole.Dims() {
		return nil, errors.Errorf("op: %s: got %d axes of %v", name, axes, whole)
	}
	parts := 1
	for i, n := range whole {
		if leading && i >= axes || !leading && i < whole.Dims()-axes {
			parts *= n
		}
	}
	if shape.TotalSize() != parts {
		return nil, errors.Errorf("op: %s: got %v for %d axes of %v", name, shape, axes, whole)
	}
	b := newBase(name, 1)
	return apply(
		func() gorgonia.Op { return newReduced[float32](b, whole.Dims(), leading, parts, shape) },
		func() gorgonia.Op { return newReduced[float64](b, whole.Dims(), leading, parts, shape) },
		x)
}

type reduced[T kernel.Float] struct {
	base
	axes    int
	leading bool
	parts   int // sums
	shape   tensor.Shape
	y       buffer[T]
	value   gorgonia.Value // of a scalar
	job     reduceJob[T]
}

func newReduced[T kernel.Float](b base, axes int, leading bool, parts int, shape tensor.Shape) *reduced[T] {
	r := &reduced[T]{base: b, axes: axes, leading: leading, parts: parts, shape: shape.Clone()}
	if shape.Dims() == 0 {
		var y *T
		r.value, y = newScalar[T]()
		r.job.y = unsafeOne(y)
	}
	return r
}

// Type returns x -> y.
func (r *reduced[T]) Type() hm.Type { return function(r.axes, r.shape.Dims()) }

// InferShape returns y's shape.
func (r *reduced[T]) InferShape(...gorgonia.DimSizer) (tensor.Shape, error) {
	return r.shape.Clone(), nil
}

// Do computes y.
func (r *reduced[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	j := &r.job
	if err := read(inputs, &j.x); err != nil {
		return nil, err
	}
	if r.value == nil {
		j.y = r.y.of(r.shape...)
	}
	j.n = len(j.x) / r.parts
	switch {
	case r.leading:
		inColumns(j.n, r.parts, (*columnSums[T])(j))
	case r.parts == 1:
		j.sums = sized(j.sums, (j.n+reduceBlock-1)/reduceBlock)
		kernel.Parallel(len(j.sums), 1, (*blockSums[T])(j))
		j.y[0] = T(sum(j.sums))
	default:
		inRows(r.parts, j.n, (*rowSums[T])(j))
	}
	if r.value != nil {
		return r.value, nil
	}
	return r.y.tensor, nil
}

// reduceJob is a kernel.Job in one of three ways.
type reduceJob[T kernel.Float] struct {
	n    int // elements a sum
	x, y []T
	sums []float64
}

// reduceBlock is how many elements of one long sum are added together.
const reduceBlock = 4096

type blockSums[T kernel.Float] reduceJob[T]

// Run does blocks lo..hi-1.
func (j *blockSums[T]) Run(lo, hi int) {
	for b := lo; b < hi; b++ {
		j.sums[b] = sumInFours(j.x[b*reduceBlock : min((b+1)*reduceBlock, j.n)])
	}
}

type rowSums[T kernel.Float] reduceJob[T]

// Run does rows lo..hi-1.
func (j *rowSums[T]) Run(lo, hi int) {
	for r := lo; r < hi; r++ {
		j.y[r] = T(sumInFours(j.x[r*j.n : (r+1)*j.n]))
	}
}

type columnSums[T kernel.Float] reduceJob[T]

// Run does blocks lo..hi-1 of columns.
func (j *columnSums[T]) Run(lo, hi int) {
	columns := len(j.y)
	lo, hi = lo*columnBlock, min(hi*columnBlock, columns)
	y := j.y[lo:hi]
	copy(y, j.x[lo:hi])
	for at := columns; at < len(j.x); at += columns {
		for c, v := range j.x[at+lo : at+hi] {
			y[c] += v
		}
	}
}

func sumInFours[T kernel.Float](x []T) float64 {
	var s0, s1, s2, s3 float64
	for ; len(x) >= 4; x = x[4:] {
		s0, s1, s2, s3 = s0+float64(x[0]), s1+float64(x[1]), s2+float64(x[2]), s3+float64(x[3])
	}
	total := (s0 + s1) + (s2 + s3)
	for _, v := range x {
		total += float64(v)
	}
	return total
}

// Spread returns x with each stretch of so many elements repeated: shape's elements in
// all. A row becomes a matrix of equal rows, a scalar a tensor of one number.
func Spread(x *gorgonia.Node, stretch, times int, shape tensor.Shape) (*gorgonia.Node, error) {
	size := x.Shape().TotalSize()
	if stretch < 1 || times < 1 || size%stretch != 0 || shape.Dims() == 0 || shape.TotalSize() != size*times {
		return nil, errors.Errorf("op: spread: got %v, %d times by %d, want %v of it", x.Shape(), times, stretch, shape)
	}
	axes, shape := x.Dims(), slices.Clone(shape)
	return apply(
		func() gorgonia.Op {
			return &spread[float32]{base: newBase("spread", 1), axes: axes, stretch: stretch, times: times, shape: shape}
		},
		func() gorgonia.Op {
			return &spread[float64]{base: newBase("spread", 1), axes: axes, stretch: stretch, times: times, shape: shape}
		},
		x)
}

type spread[T kernel.Float] struct {
	base
	axes, stretch, times int
	shape                tensor.Shape
	one                  [1]T
	y                    buffer[T]
}

// Type returns x -> y.
func (s *spread[T]) Type() hm.Type { return function(s.axes, s.shape.Dims()) }

// InferShape returns y's shape.
func (s *spread[T]) InferShape(...gorgonia.DimSizer) (tensor.Shape, error) {
	return s.shape.Clone(), nil
}

// Do copies.
func (s *spread[T]) Do(inputs ...gorgonia.Value) (_ gorgonia.Value, err error) {
	x := s.one[:]
	if s.axes == 0 {
		x[0], err = scalar[T](inputs[0])
	} else {
		x, err = floats[T](inputs[0])
	}
	if err != nil {
		return nil, err
	}
	y := s.y.of(s.shape...)
	if s.stretch == 1 {
		for i, v := range x {
			row := y[i*s.times : (i+1)*s.times]
			for k := range row {
				row[k] = v
			}
		}
		return s.y.tensor, nil
	}
	for at := 0; at < len(x); at += s.stretch {
		for range s.times {
			y = y[copy(y, x[at:at+s.stretch]):]
		}
	}
	return s.y.tensor, nil
}
