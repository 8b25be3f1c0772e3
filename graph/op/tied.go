package op

import (
	"github.com/chewxy/hm"
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
	"digits/graph/portable"
)

// Tied returns x·wᵀ + b: x is (batch, inputs), w (outputs, inputs), b (outputs)
// or nil, the result (batch, outputs). w is the kernel of a dense layer that
// takes as many inputs as this one has outputs, such as a decoder has its
// encoder's; its transpose is never made.
func Tied(x, w, b *gorgonia.Node) (*gorgonia.Node, error) {
	inputs := []*gorgonia.Node{x, w}
	if b != nil {
		inputs = append(inputs, b)
	}
	return apply(
		func() gorgonia.Op { return &tied[float32]{base: newBase("tied", len(inputs))} },
		func() gorgonia.Op { return &tied[float64]{base: newBase("tied", len(inputs))} },
		inputs...)
}

type tied[T kernel.Float] struct {
	base
	y buffer[T]
}

// Type returns x -> w -> b -> y.
func (t *tied[T]) Type() hm.Type {
	if t.arity == 3 {
		return function(2, 2, 1, 2)
	}
	return function(2, 2, 2)
}

// InferShape returns (batch, outputs).
func (t *tied[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	s, err := t.shapes(inputs, []rank{{"x", 2}, {"w", 2}, {"b", 1}}[:t.arity]...)
	if err != nil {
		return nil, err
	}
	if s[0][1] != s[1][1] {
		return nil, errors.Errorf("op: tied: input is %v, the kernel that is transposed is %v: %d != %d", s[0], s[1], s[0][1], s[1][1])
	}
	if t.arity == 3 && s[2][0] != s[1][0] {
		return nil, errors.Errorf("op: tied: the kernel that is transposed is %v, bias is %v: %d != %d", s[1], s[2], s[1][0], s[2][0])
	}
	return tensor.Shape{s[0][0], s[1][0]}, nil
}

// Do computes y.
func (t *tied[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	var x, w, b []T
	if err := read(inputs, &x, &w); err != nil {
		return nil, err
	}
	if t.arity == 3 {
		if err := read(inputs[2:], &b); err != nil {
			return nil, err
		}
	}
	batch, outputs, in := inputs[0].Shape()[0], inputs[1].Shape()[0], inputs[1].Shape()[1]
	y := t.y.of(batch, outputs)
	kernel.NT(batch, outputs, in, x, w, y)
	for row := 0; b != nil && row < len(y); row += outputs {
		for c, v := range b {
			y[row+c] += v
		}
	}
	return t.y.tensor, nil
}

// SymDiff builds dx = dy·w, dw = dyᵀ·x and db = the column sums of dy.
func (t *tied[T]) SymDiff(inputs gorgonia.Nodes, _, dy *gorgonia.Node) (gorgonia.Nodes, error) {
	dx, err := gorgonia.ApplyOp(&tiedInputGrad[T]{base: newBase("tiedInputGrad", 2)}, dy, inputs[1])
	if err != nil {
		return nil, err
	}
	dw, err := gorgonia.ApplyOp(&tiedKernelGrad[T]{base: newBase("tiedKernelGrad", 2)}, dy, inputs[0])
	if err != nil || t.arity == 2 {
		return gorgonia.Nodes{dx, dw}, err
	}
	db, err := gorgonia.ApplyOp(&biasGrad[T]{base: newBase("tiedBiasGrad", 1), db: &buffer[T]{}}, dy)
	return gorgonia.Nodes{dx, dw, db}, err
}

// tiedInputGrad is dx = dy·w.
type tiedInputGrad[T kernel.Float] struct {
	base
	dx buffer[T]
}

func (g *tiedInputGrad[T]) Type() hm.Type { return function(2, 2, 2) }

func (g *tiedInputGrad[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	s, err := g.shapes(inputs, rank{"dy", 2}, rank{"w", 2})
	if err != nil {
		return nil, err
	}
	return tensor.Shape{s[0][0], s[1][1]}, nil
}

func (g *tiedInputGrad[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	dy, w, err := twoFloats[T](inputs)
	if err != nil {
		return nil, err
	}
	batch, outputs, in := inputs[0].Shape()[0], inputs[1].Shape()[0], inputs[1].Shape()[1]
	kernel.NN(batch, in, outputs, dy, w, nil, g.dx.of(batch, in), false)
	return g.dx.tensor, nil
}

// tiedKernelGrad is dw = dyᵀ·x.
type tiedKernelGrad[T kernel.Float] struct {
	base
	dw buffer[T]
}

func (g *tiedKernelGrad[T]) Type() hm.Type { return function(2, 2, 2) }

func (g *tiedKernelGrad[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	s, err := g.shapes(inputs, rank{"dy", 2}, rank{"x", 2})
	if err != nil {
		return nil, err
	}
	return tensor.Shape{s[0][1], s[1][1]}, nil
}

func (g *tiedKernelGrad[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	dy, x, err := twoFloats[T](inputs)
	if err != nil {
		return nil, err
	}
	batch, outputs, in := inputs[0].Shape()[0], inputs[0].Shape()[1], inputs[1].Shape()[1]
	kernel.TN(outputs, in, batch, dy, x, g.dw.of(outputs, in))
	return g.dw.tensor, nil
}

// Portable is Gemm with a transposed kernel.
func (t *tied[T]) Portable(trace *portable.Trace, _ []int, inputs ...portable.Value) (portable.Value, error) {
	return trace.Apply("Gemm", portable.Settings{"transB": 1}, inputs...), nil
}
