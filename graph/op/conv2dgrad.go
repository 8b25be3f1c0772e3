package op

import (
	"github.com/chewxy/hm"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
)

// convInputGrad is dx of a convolution, through its pool and ReLU.
type convInputGrad[T kernel.Float] struct {
	base
	forward *conv[T]
	dx      buffer[T]
	job     kernel.ConvInputGrad[T]
}

// Type returns x -> w -> y -> dy -> dx.
func (g *convInputGrad[T]) Type() hm.Type { return function(4, 4, 4, 4, 4) }

func (g *convInputGrad[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	s, err := g.shapes(inputs, rank{"x", 4}, rank{"w", 4}, rank{"y", 4}, rank{"dy", 4})
	if err != nil {
		return nil, err
	}
	return s[0].Clone(), nil
}

func (g *convInputGrad[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	var w, y, dy []T
	if err := read(inputs[1:], &w, &y, &dy); err != nil {
		return nil, err
	}
	s := inputs[0].Shape()
	dx := g.dx.of(s[0], s[1], s[2], s[3])
	g.job.Do(&g.forward.sizes, s[0], w, y, dy, g.forward.at, dx)
	return g.dx.tensor, nil
}

// convKernelGrad is dw of a convolution, through its pool and ReLU, and db beside it.
type convKernelGrad[T kernel.Float] struct {
	base
	forward *conv[T]
	dw, db  buffer[T]
	job     kernel.ConvKernelGrad[T]
}

// Type returns x -> w -> y -> dy -> dw.
func (g *convKernelGrad[T]) Type() hm.Type { return function(4, 4, 4, 4, 4) }

func (g *convKernelGrad[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	s, err := g.shapes(inputs, rank{"x", 4}, rank{"w", 4}, rank{"y", 4}, rank{"dy", 4})
	if err != nil {
		return nil, err
	}
	return s[1].Clone(), nil
}

func (g *convKernelGrad[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	var x, w, y, dy []T
	if err := read(inputs, &x, &w, &y, &dy); err != nil {
		return nil, err
	}
	s := inputs[1].Shape()
	dw, db := g.dw.of(s[0], s[1], s[2], s[3]), g.db.of(s[3])
	g.job.Do(&g.forward.sizes, inputs[0].Shape()[0], x, y, dy, g.forward.at, dw, db)
	return g.dw.tensor, nil
}
