package op

import (
	"github.com/chewxy/hm"
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
	"digits/graph/portable"
)

// PReLU returns x where x > 0 and else alpha·x: x is (batch, …), alpha a vector
// of one slope for all, or of one for each element of an example. Both have
// gradients; at 0 the derivative is alpha, as in PyTorch.
func PReLU(x, alpha *gorgonia.Node) (*gorgonia.Node, error) {
	axes := x.Dims()
	return apply(
		func() gorgonia.Op { return &prelu[float32]{base: newBase("prelu", 2), axes: axes} },
		func() gorgonia.Op { return &prelu[float64]{base: newBase("prelu", 2), axes: axes} },
		x, alpha)
}

type prelu[T kernel.Float] struct {
	base
	axes int
	y    buffer[T]
}

// Type returns x -> alpha -> y.
func (p *prelu[T]) Type() hm.Type {
	t := gorgonia.TensorType{Dims: p.axes, Of: a}
	return hm.NewFnType(t, vector(a), t)
}

// InferShape returns x's shape.
func (p *prelu[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	s, err := p.shapes(inputs, rank{"x", p.axes}, rank{"alpha", 1})
	if err != nil {
		return nil, err
	}
	if n := s[1][0]; n != 1 && n != s[0][1:].TotalSize() {
		return nil, errors.Errorf("op: prelu: x is %v, alpha is %v, want 1 or %d slopes", s[0], s[1], s[0][1:].TotalSize())
	}
	return s[0].Clone(), nil
}

// Do computes y.
func (p *prelu[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	x, alpha, err := twoFloats[T](inputs)
	if err != nil {
		return nil, err
	}
	y := p.y.of(inputs[0].Shape()...)
	for i, v := range x {
		if !(v > 0) {
			v *= alpha[i%len(alpha)]
		}
		y[i] = v
	}
	return p.y.tensor, nil
}

// DiffWRT says that both inputs have gradients.
func (p *prelu[T]) DiffWRT(int) []bool { return []bool{true, true} }

// SymDiff builds dx = dy, times alpha where x <= 0, and dalpha = the sum of
// dy·x there.
func (p *prelu[T]) SymDiff(inputs gorgonia.Nodes, _, dy *gorgonia.Node) (gorgonia.Nodes, error) {
	dx, err := gorgonia.ApplyOp(&preluGrad[T]{base: newBase("preluGrad", 3), axes: p.axes}, inputs[0], inputs[1], dy)
	if err != nil {
		return nil, err
	}
	slope := &preluGrad[T]{base: newBase("preluSlopeGrad", 3), axes: p.axes, slope: true}
	dalpha, err := gorgonia.ApplyOp(slope, inputs[0], inputs[1], dy)
	return gorgonia.Nodes{dx, dalpha}, err
}

type preluGrad[T kernel.Float] struct {
	base
	axes  int
	slope bool // by alpha, not by x
	d     buffer[T]
	sum   []float64
}

func (p *preluGrad[T]) Type() hm.Type {
	t := gorgonia.TensorType{Dims: p.axes, Of: a}
	if p.slope {
		return hm.NewFnType(t, vector(a), t, vector(a))
	}
	return hm.NewFnType(t, vector(a), t, t)
}

func (p *preluGrad[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	s, err := p.shapes(inputs, rank{"x", p.axes}, rank{"alpha", 1}, rank{"dy", p.axes})
	if err != nil {
		return nil, err
	}
	if p.slope {
		return s[1].Clone(), nil
	}
	return s[0].Clone(), nil
}

func (p *preluGrad[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	x, alpha, err := twoFloats[T](inputs)
	if err != nil {
		return nil, err
	}
	dy, err := floats[T](inputs[2])
	if err != nil {
		return nil, err
	}
	if p.slope {
		p.sum = sized(p.sum, len(alpha))
		clear(p.sum)
		for i, v := range x {
			if !(v > 0) {
				p.sum[i%len(alpha)] += float64(dy[i]) * float64(v)
			}
		}
		narrow(p.d.of(len(alpha)), p.sum)
		return p.d.tensor, nil
	}
	dx := p.d.of(inputs[0].Shape()...)
	for i, v := range x {
		dx[i] = dy[i]
		if !(v > 0) {
			dx[i] *= alpha[i%len(alpha)]
		}
	}
	return p.d.tensor, nil
}

// Portable is PRelu, whose slopes have the shape of an example.
func (p *prelu[T]) Portable(t *portable.Trace, out []int, inputs ...portable.Value) (portable.Value, error) {
	x, alpha := inputs[0], inputs[1]
	if p.axes > 2 && alpha.Shape[0] > 1 {
		var err error
		if alpha, err = t.Reshape(alpha, out[1:]); err != nil {
			return x, err
		}
	}
	return t.Apply("PRelu", nil, x, alpha), nil
}
