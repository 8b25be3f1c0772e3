package op

import (
	"github.com/chewxy/hm"
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
)

// MatMul returns the product of two matrices, one of them transposed where that is said;
// the transpose is never made. It has no gradient: it takes the place of a product that
// has been derived.
func MatMul(x, y *gorgonia.Node, transX, transY bool) (*gorgonia.Node, error) {
	if transX && transY {
		return nil, errors.New("op: matmul: both factors are transposed, want one at most")
	}
	return apply(
		func() gorgonia.Op { return newMatMul[float32](transX, transY) },
		func() gorgonia.Op { return newMatMul[float64](transX, transY) },
		x, y)
}

type matMul[T kernel.Float] struct {
	base
	transX, transY bool
	z              buffer[T]
}

func newMatMul[T kernel.Float](transX, transY bool) *matMul[T] {
	name := "matmul"
	switch {
	case transX:
		name = "matmul, the first transposed"
	case transY:
		name = "matmul, the second transposed"
	}
	return &matMul[T]{base: newBase(name, 2), transX: transX, transY: transY}
}

// Type returns x -> y -> z.
func (m *matMul[T]) Type() hm.Type { return function(2, 2, 2) }

// InferShape returns (rows, columns).
func (m *matMul[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	s, err := m.shapes(inputs, rank{"x", 2}, rank{"y", 2})
	if err != nil {
		return nil, err
	}
	rows, inner, columns := m.sizes(s[0], s[1])
	if other := s[1].TotalSize() / max(columns, 1); inner != other {
		return nil, errors.Errorf("op: %s: got %v and %v: %d != %d", m.name, s[0], s[1], inner, other)
	}
	return tensor.Shape{rows, columns}, nil
}

func (m *matMul[T]) sizes(x, y tensor.Shape) (rows, inner, columns int) {
	rows, inner, columns = x[0], x[1], y[1]
	if m.transX {
		rows, inner = x[1], x[0]
	}
	if m.transY {
		columns = y[0]
	}
	return rows, inner, columns
}

// Do computes z.
func (m *matMul[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	x, y, err := twoFloats[T](inputs)
	if err != nil {
		return nil, err
	}
	rows, inner, columns := m.sizes(inputs[0].Shape(), inputs[1].Shape())
	z := m.z.of(rows, columns)
	switch {
	case m.transX:
		kernel.TN(rows, columns, inner, x, y, z)
	case m.transY:
		kernel.NT(rows, columns, inner, x, y, z)
	default:
		kernel.NN(rows, columns, inner, x, y, nil, z, false)
	}
	return m.z.tensor, nil
}
