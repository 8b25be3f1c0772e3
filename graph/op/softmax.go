package op

import (
	"github.com/chewxy/hm"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
)

// Softmax returns exp(x) over its sum along the last axis of x (batch,
// classes). Each row's maximum is subtracted first, so that no input overflows.
func Softmax(x *gorgonia.Node) (*gorgonia.Node, error) {
	return apply(
		func() gorgonia.Op { return &softmax[float32]{base: newBase("softmax", 1)} },
		func() gorgonia.Op { return &softmax[float64]{base: newBase("softmax", 1)} },
		x)
}

type softmax[T kernel.Float] struct {
	base
	p buffer[T]
}

// Type returns x -> p.
func (s *softmax[T]) Type() hm.Type { return hm.NewFnType(matrix(a), matrix(a)) }

// InferShape returns x's shape.
func (s *softmax[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	x, err := s.shapes(inputs, rank{"x", 2})
	if err != nil {
		return nil, err
	}
	return x[0].Clone(), nil
}

// Do computes p.
func (s *softmax[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	x, err := floats[T](inputs[0])
	if err != nil {
		return nil, err
	}
	rows, classes := inputs[0].Shape()[0], inputs[0].Shape()[1]
	kernel.Softmax(rows, classes, x, s.p.of(rows, classes))
	return s.p.tensor, nil
}

// DiffWRT says that x has a gradient.
func (s *softmax[T]) DiffWRT(int) []bool { return []bool{true} }

// SymDiff builds dx = p·(dp - Σ dp·p).
func (s *softmax[T]) SymDiff(_ gorgonia.Nodes, p, dp *gorgonia.Node) (gorgonia.Nodes, error) {
	dx, err := gorgonia.ApplyOp(&softmaxGrad[T]{base: newBase("softmaxGrad", 2)}, p, dp)
	return gorgonia.Nodes{dx}, err
}

type softmaxGrad[T kernel.Float] struct {
	base
	dx buffer[T]
}

func (s *softmaxGrad[T]) Type() hm.Type { return hm.NewFnType(matrix(a), matrix(a), matrix(a)) }

func (s *softmaxGrad[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	x, err := s.shapes(inputs, rank{"p", 2}, rank{"dp", 2})
	if err != nil {
		return nil, err
	}
	return x[0].Clone(), nil
}

func (s *softmaxGrad[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	p, dp, err := twoFloats[T](inputs)
	if err != nil {
		return nil, err
	}
	rows, classes := inputs[0].Shape()[0], inputs[0].Shape()[1]
	dx := s.dx.of(rows, classes)
	for row := 0; row < len(p); row += classes {
		p, dp, dx := p[row:row+classes], dp[row:row+classes], dx[row:row+classes]
		var dot T
		for i := range p {
			dot += p[i] * dp[i]
		}
		for i := range p {
			dx[i] = p[i] * (dp[i] - dot)
		}
	}
	return s.dx.tensor, nil
}
