package op

import (
	"github.com/chewxy/hm"
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
)

// LossFunction is the loss of one example and its gradient, of rows of the
// output and of the target. Both are computed in float64.
type LossFunction struct {
	Name     string
	Value    func(y, target []float64) float64
	Gradient func(y, target, dy []float64) // writes dy, the loss derived by y
	Prepare  func(targets []float64)       // nil, or changes the batch's targets first

	// Elements, if not nil, is what a float32 graph takes instead, of targets in rows.
	Elements Elements
}

// MeanLoss returns the mean of f over the batch: output is (batch, n); target
// is rows of its shape, or class numbers (batch) of int32, which stand for
// one-hot rows.
func MeanLoss(output, target *gorgonia.Node, f LossFunction) (*gorgonia.Node, error) {
	sparse := target.Dtype() == tensor.Int32
	return apply(
		func() gorgonia.Op {
			if f.Elements != nil && !sparse {
				return newElementLoss(f)
			}
			return newMeanLoss[float32](f, sparse)
		},
		func() gorgonia.Op { return newMeanLoss[float64](f, sparse) },
		output, target)
}

type meanLoss[T kernel.Float] struct {
	base
	f           LossFunction
	sparse      bool
	value       gorgonia.Value
	mean        *T
	row, target []float64 // one row of the output, all of the targets
}

func newMeanLoss[T kernel.Float](f LossFunction, sparse bool) *meanLoss[T] {
	m := &meanLoss[T]{base: newBase(f.Name, 2), f: f, sparse: sparse}
	m.value, m.mean = newScalar[T]()
	return m
}

// Type returns output -> target -> scalar.
func (m *meanLoss[T]) Type() hm.Type { return hm.NewFnType(matrix(a), targetType(m.sparse), a) }

// InferShape returns a scalar's shape.
func (m *meanLoss[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	return m.targetShapes(inputs, "output", m.sparse)
}

// Do computes the mean.
func (m *meanLoss[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	sum := 0.0
	err := m.each(inputs, func(_ int, y, target []float64) { sum += m.f.Value(y, target) })
	*m.mean = T(sum / float64(inputs[0].Shape()[0]))
	return m.value, err
}

// each calls f with each row.
func (m *meanLoss[T]) each(inputs []gorgonia.Value, f func(row int, y, target []float64)) error {
	output, err := floats[T](inputs[0])
	if err != nil {
		return err
	}
	batch, n := inputs[0].Shape()[0], inputs[0].Shape()[1]
	if err := m.targets(inputs[1], batch, n); err != nil {
		return errors.Wrapf(err, "op: %s", m.name)
	}
	m.row = sized(m.row, n)
	for i := range batch {
		f(i, widen(m.row, output[i*n:]), m.target[i*n:(i+1)*n])
	}
	return nil
}

// targets brings the targets into rows of float64.
func (m *meanLoss[T]) targets(v gorgonia.Value, batch, n int) error {
	m.target = sized(m.target, batch*n)
	if !m.sparse {
		target, err := floats[T](v)
		if err != nil {
			return err
		}
		widen(m.target, target)
	} else {
		labels, err := ints(v)
		if err != nil {
			return err
		}
		clear(m.target)
		for i, label := range labels {
			if label < 0 || int(label) >= n {
				return errors.Errorf("label %d of example %d, want 0 to %d", label, i, n-1)
			}
			m.target[i*n+int(label)] = 1
		}
	}
	if m.f.Prepare != nil {
		m.f.Prepare(m.target)
	}
	return nil
}

// DiffWRT says that the output has a gradient, the target none.
func (m *meanLoss[T]) DiffWRT(int) []bool { return []bool{true, false} }

// SymDiff builds the gradient by f's, times dloss/batch.
func (m *meanLoss[T]) SymDiff(inputs gorgonia.Nodes, _, dloss *gorgonia.Node) (gorgonia.Nodes, error) {
	grad := &meanLossGrad[T]{base: newBase(m.name+"Grad", 3), forward: newMeanLoss[T](m.f, m.sparse)}
	dy, err := gorgonia.ApplyOp(grad, inputs[0], inputs[1], dloss)
	return gorgonia.Nodes{dy, nil}, err
}

type meanLossGrad[T kernel.Float] struct {
	base
	forward *meanLoss[T] // its rows and targets
	dy      buffer[T]
	row     []float64
}

func (g *meanLossGrad[T]) Type() hm.Type {
	return hm.NewFnType(matrix(a), targetType(g.forward.sparse), a, matrix(a))
}

func (g *meanLossGrad[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	if _, err := g.targetShapes(inputs[:2], "output", g.forward.sparse); err != nil {
		return nil, err
	}
	return inputs[0].(tensor.Shape).Clone(), nil
}

func (g *meanLossGrad[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	scale, err := scalar[T](inputs[2])
	if err != nil {
		return nil, err
	}
	batch, n := inputs[0].Shape()[0], inputs[0].Shape()[1]
	dy := g.dy.of(batch, n)
	g.row = sized(g.row, n)
	err = g.forward.each(inputs, func(i int, y, target []float64) {
		g.forward.f.Gradient(y, target, g.row)
		for j, d := range g.row {
			dy[i*n+j] = T(d * float64(scale) / float64(batch))
		}
	})
	return g.dy.tensor, err
}
