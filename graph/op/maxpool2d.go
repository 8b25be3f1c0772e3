package op

import (
	"github.com/chewxy/hm"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
	"digits/graph/portable"
)

// MaxPool2D returns the maxima of windows of images x (batch, height, width, channels),
// channel by channel. The gradient goes to the maximum, of equal ones to the first by rows,
// as in PyTorch and TensorFlow; NaN is the largest. Of a convolution it makes one operation
// that pools, with the same bits; the convolution alone is computed only if something else
// needs it.
func MaxPool2D(x *gorgonia.Node, w Windows) (*gorgonia.Node, error) {
	w = w.whole()
	if c, ok := x.Op().(interface{ settings() convSettings }); ok {
		if s := c.settings(); !s.pooled {
			s.pooled, s.pool = true, w
			var inputs gorgonia.Nodes
			for of := x.Graph().From(x.ID()); of.Next(); {
				inputs = append(inputs, of.Node().(*gorgonia.Node))
			}
			return s.apply(inputs)
		}
	}
	return apply(
		func() gorgonia.Op { return &maxPool[float32]{base: newBase("maxPool2D", 1), Windows: w} },
		func() gorgonia.Op { return &maxPool[float64]{base: newBase("maxPool2D", 1), Windows: w} },
		x)
}

func (s convSettings) settings() convSettings { return s }

type maxPool[T kernel.Float] struct {
	base
	Windows
	sizes kernel.Pool
	y     buffer[T]
	at    []uint16 // where in their windows the maxima are
	job   kernel.MaxPool[T]
}

// Type returns x -> y.
func (p *maxPool[T]) Type() hm.Type { return function(4, 4) }

// InferShape returns (batch, windows down, windows across, channels).
func (p *maxPool[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	return p.infer(p.base, inputs)
}

// infer is InferShape of a pool.
func (w Windows) infer(b base, inputs []gorgonia.DimSizer) (tensor.Shape, error) {
	s, err := b.shapes(inputs, rank{"x", 4})
	if err != nil {
		return nil, err
	}
	_, _, out, err := w.pool(b.name, [2]int{s[0][1], s[0][2]})
	return tensor.Shape{s[0][0], out[0], out[1], s[0][3]}, err
}

// Do computes y.
func (p *maxPool[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	var x []T
	if err := read(inputs, &x); err != nil {
		return nil, err
	}
	s := inputs[0].Shape()
	in := [2]int{s[1], s[2]}
	before, _, out, err := p.Windows.pool(p.name, in)
	if err != nil {
		return nil, err
	}
	p.sizes = kernel.Pool{Kernel: p.Kernel, Stride: p.Stride, Before: before, Out: out}
	y := p.y.of(s[0], out[0], out[1], s[3])
	if len(p.at) != len(y) {
		p.at = make([]uint16, len(y))
	}
	p.job.Do(&p.sizes, s[0], in, s[3], x, y, p.at)
	return p.y.tensor, nil
}

// SymDiff builds dx.
func (p *maxPool[T]) SymDiff(inputs gorgonia.Nodes, y, dy *gorgonia.Node) (gorgonia.Nodes, error) {
	dx, err := gorgonia.ApplyOp(&maxPoolGrad[T]{base: newBase("maxPool2DGrad", 3), forward: p}, inputs[0], y, dy)
	return gorgonia.Nodes{dx}, err
}

// Portable is MaxPool, on channels first.
func (p *maxPool[T]) Portable(t *portable.Trace, _ []int, inputs ...portable.Value) (portable.Value, error) {
	settings, err := p.portable(p.name, inputs[0].Shape)
	if err != nil {
		return inputs[0], err
	}
	return channelsLast(t, t.Apply("MaxPool", settings, channelsFirst(t, inputs[0]))), nil
}

// maxPoolGrad gives each maximum its window's gradient.
type maxPoolGrad[T kernel.Float] struct {
	base
	forward *maxPool[T]
	dx      buffer[T]
	job     kernel.MaxPool[T]
}

func (g *maxPoolGrad[T]) Type() hm.Type { return function(4, 4, 4, 4) }

func (g *maxPoolGrad[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	s, err := g.shapes(inputs, rank{"x", 4}, rank{"y", 4}, rank{"dy", 4})
	if err != nil {
		return nil, err
	}
	return s[0].Clone(), nil
}

func (g *maxPoolGrad[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	var dy []T
	if err := read(inputs[2:], &dy); err != nil {
		return nil, err
	}
	s := inputs[0].Shape()
	dx := g.dx.of(s[0], s[1], s[2], s[3])
	g.job.Back(&g.forward.sizes, s[0], [2]int{s[1], s[2]}, s[3], dy, g.forward.at, dx)
	return g.dx.tensor, nil
}
