package op

import (
	"github.com/chewxy/hm"
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
	"digits/graph/portable"
)

// RowFunction is a function of a row of numbers, such as a softmax, and its
// gradient. Both are computed in float64.
type RowFunction struct {
	Name string
	// Width is how many numbers a row of so many gives; 0: it cannot take them.
	// nil: as many as it takes.
	Width    func(n int) int
	Value    func(x, y []float64)         // writes y
	Gradient func(x, y, dy, dx []float64) // writes dx

	// Portable, if not nil, adds the function to a trace, for other programs.
	Portable func(t *portable.Trace, x portable.Value) portable.Value
}

// Rows returns f of each row of x (batch, n).
func Rows(x *gorgonia.Node, f RowFunction) (*gorgonia.Node, error) {
	return apply(
		func() gorgonia.Op { return &rows[float32]{base: newBase(f.Name, 1), f: f} },
		func() gorgonia.Op { return &rows[float64]{base: newBase(f.Name, 1), f: f} },
		x)
}

func (f RowFunction) width(n int) int {
	if f.Width == nil {
		return n
	}
	return f.Width(n)
}

type rows[T kernel.Float] struct {
	base
	f          RowFunction
	y          buffer[T]
	row, value []float64
}

// Type returns x -> y.
func (r *rows[T]) Type() hm.Type { return hm.NewFnType(matrix(a), matrix(a)) }

// InferShape returns (batch, f's width).
func (r *rows[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	x, err := r.shapes(inputs, rank{"x", 2})
	if err != nil {
		return nil, err
	}
	width := r.f.width(x[0][1])
	if width < 1 {
		return nil, errors.Errorf("op: %s: x is %v, which it cannot take", r.name, x[0])
	}
	return tensor.Shape{x[0][0], width}, nil
}

// Do computes y.
func (r *rows[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	x, err := floats[T](inputs[0])
	if err != nil {
		return nil, err
	}
	batch, n := inputs[0].Shape()[0], inputs[0].Shape()[1]
	width := r.f.width(n)
	y := r.y.of(batch, width)
	r.row, r.value = sized(r.row, n), sized(r.value, width)
	for i := range batch {
		r.f.Value(widen(r.row, x[i*n:]), r.value)
		narrow(y[i*width:], r.value)
	}
	return r.y.tensor, nil
}

// DiffWRT says that x has a gradient.
func (r *rows[T]) DiffWRT(int) []bool { return []bool{true} }

// SymDiff builds dx by f's gradient.
func (r *rows[T]) SymDiff(inputs gorgonia.Nodes, y, dy *gorgonia.Node) (gorgonia.Nodes, error) {
	dx, err := gorgonia.ApplyOp(&rowsGrad[T]{base: newBase(r.name+"Grad", 3), f: r.f}, inputs[0], y, dy)
	return gorgonia.Nodes{dx}, err
}

type rowsGrad[T kernel.Float] struct {
	base
	f          RowFunction
	dx         buffer[T]
	x, y, g, d []float64
}

func (r *rowsGrad[T]) Type() hm.Type {
	return hm.NewFnType(matrix(a), matrix(a), matrix(a), matrix(a))
}

func (r *rowsGrad[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	s, err := r.shapes(inputs, rank{"x", 2}, rank{"y", 2}, rank{"dy", 2})
	if err != nil {
		return nil, err
	}
	return s[0].Clone(), nil
}

func (r *rowsGrad[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	x, y, err := twoFloats[T](inputs)
	if err != nil {
		return nil, err
	}
	dy, err := floats[T](inputs[2])
	if err != nil {
		return nil, err
	}
	batch, n := inputs[0].Shape()[0], inputs[0].Shape()[1]
	width := r.f.width(n)
	dx := r.dx.of(batch, n)
	r.x, r.d, r.y, r.g = sized(r.x, n), sized(r.d, n), sized(r.y, width), sized(r.g, width)
	for i := range batch {
		r.f.Gradient(widen(r.x, x[i*n:]), widen(r.y, y[i*width:]), widen(r.g, dy[i*width:]), r.d)
		narrow(dx[i*n:], r.d)
	}
	return r.dx.tensor, nil
}

// sized returns x if it has n elements, else new ones.
func sized(x []float64, n int) []float64 {
	if len(x) != n {
		return make([]float64, n)
	}
	return x
}

// widen fills dst from the beginning of x.
func widen[T kernel.Float](dst []float64, x []T) []float64 {
	for i := range dst {
		dst[i] = float64(x[i])
	}
	return dst
}

// narrow writes src to the beginning of dst.
func narrow[T kernel.Float](dst []T, src []float64) {
	for i, v := range src {
		dst[i] = T(v)
	}
}

// Portable is what the function says it is.
func (r *rows[T]) Portable(t *portable.Trace, _ []int, inputs ...portable.Value) (portable.Value, error) {
	return portableFunction(r.f.Portable, t, inputs[0])
}
