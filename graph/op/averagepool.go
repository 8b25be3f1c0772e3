package op

import (
	"github.com/chewxy/hm"
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
	"digits/graph/portable"
)

// AveragePool2D returns the means of windows of x (batch, channels, height,
// width): of kernel's height and width, stride apart, over x with padding rows
// and columns of zeros on every side, which count in the mean, as in PyTorch.
// The result is (batch, channels, (height + 2·padding - kernel)/stride + 1, …),
// rounded down. gorgonia's has a wrong gradient.
func AveragePool2D(x *gorgonia.Node, kernel, stride, padding [2]int) (*gorgonia.Node, error) {
	for i := range kernel {
		if kernel[i] < 1 || stride[i] < 1 || padding[i] < 0 || padding[i] > kernel[i]/2 {
			return nil, errors.Errorf("op: averagePool2D: got kernel %v, stride %v, padding %v, want numbers from 1 on, and padding up to half the kernel", kernel, stride, padding)
		}
	}
	w := pooling{kernel, stride, padding}
	return apply(
		func() gorgonia.Op { return &averagePool[float32]{base: newBase("averagePool2D", 1), pooling: w} },
		func() gorgonia.Op { return &averagePool[float64]{base: newBase("averagePool2D", 1), pooling: w} },
		x)
}

// pooling says where windows lie, by height and width.
type pooling struct{ kernel, stride, padding [2]int }

type averagePool[T kernel.Float] struct {
	base
	pooling
	y   buffer[T]
	job averagePoolJob[T]
}

// Type returns x -> y.
func (p *averagePool[T]) Type() hm.Type { return function(4, 4) }

// InferShape returns (batch, channels, windows down, windows across).
func (p *averagePool[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	s, err := p.shapes(inputs, rank{"x", 4})
	if err != nil {
		return nil, err
	}
	y := s[0].Clone()
	for i := range p.kernel {
		room := s[0][2+i] + 2*p.padding[i] - p.kernel[i]
		if room < 0 {
			return nil, errors.Errorf("op: averagePool2D: x is %v, the kernel %v with padding %v is larger", s[0], p.kernel, p.padding)
		}
		y[2+i] = room/p.stride[i] + 1
	}
	return y, nil
}

// Do computes y.
func (p *averagePool[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	j := &p.job
	if err := read(inputs, &j.x); err != nil {
		return nil, err
	}
	s := inputs[0].Shape()
	j.pooling, j.in = p.pooling, [2]int{s[2], s[3]}
	for i := range j.out {
		j.out[i] = (j.in[i]+2*p.padding[i]-p.kernel[i])/p.stride[i] + 1
	}
	j.y = p.y.of(s[0], s[1], j.out[0], j.out[1])
	inRows(s[0]*s[1], j.in[0]*j.in[1], j)
	return p.y.tensor, nil
}

// SymDiff builds dx, to which each window gives its share.
func (p *averagePool[T]) SymDiff(inputs gorgonia.Nodes, _, dy *gorgonia.Node) (gorgonia.Nodes, error) {
	dx, err := gorgonia.ApplyOp(&averagePoolGrad[T]{base: newBase("averagePool2DGrad", 2), pooling: p.pooling}, inputs[0], dy)
	return gorgonia.Nodes{dx}, err
}

type averagePoolGrad[T kernel.Float] struct {
	base
	pooling
	dx  buffer[T]
	job averagePoolJob[T]
}

func (g *averagePoolGrad[T]) Type() hm.Type { return function(4, 4, 4) }

func (g *averagePoolGrad[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	s, err := g.shapes(inputs, rank{"x", 4}, rank{"dy", 4})
	if err != nil {
		return nil, err
	}
	return s[0].Clone(), nil
}

func (g *averagePoolGrad[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	j := &g.job
	if err := read(inputs[1:], &j.y); err != nil {
		return nil, err
	}
	s, d := inputs[0].Shape(), inputs[1].Shape()
	j.pooling, j.in, j.out, j.back = g.pooling, [2]int{s[2], s[3]}, [2]int{d[2], d[3]}, true
	j.x = g.dx.of(s...)
	inRows(s[0]*s[1], j.in[0]*j.in[1], j)
	return g.dx.tensor, nil
}

// averagePoolJob is a kernel.Job over planes: the means y of x, or x the sums of
// what windows give back of y.
type averagePoolJob[T kernel.Float] struct {
	pooling
	back    bool
	in, out [2]int
	x, y    []T
}

// Run does planes lo..hi-1.
func (j *averagePoolJob[T]) Run(lo, hi int) {
	in, out := j.in[0]*j.in[1], j.out[0]*j.out[1]
	for plane := lo; plane < hi; plane++ {
		x, y := j.x[plane*in:(plane+1)*in], j.y[plane*out:(plane+1)*out]
		if j.back {
			clear(x)
		}
		for i := range y {
			j.window(x, y, i)
		}
	}
}

// window does window i of a plane.
func (j *averagePoolJob[T]) window(x, y []T, i int) {
	top, bottom := j.span(0, i/j.out[1])
	left, right := j.span(1, i%j.out[1])
	size := float64(j.kernel[0] * j.kernel[1])
	share, sum := T(float64(y[i])/size), 0.0
	for row := top; row < bottom; row++ {
		line := x[row*j.in[1]+left : row*j.in[1]+right]
		for c, v := range line {
			if j.back {
				line[c] = v + share
			}
			sum += float64(v)
		}
	}
	if !j.back {
		y[i] = T(sum / size)
	}
}

// span is what a window covers of x in height or width.
func (j *averagePoolJob[T]) span(axis, window int) (from, to int) {
	from = window*j.stride[axis] - j.padding[axis]
	return max(from, 0), min(from+j.kernel[axis], j.in[axis])
}

// Portable is AveragePool.
func (p *averagePool[T]) Portable(t *portable.Trace, _ []int, inputs ...portable.Value) (portable.Value, error) {
	pads := append(p.padding[:], p.padding[:]...)
	return t.Apply("AveragePool", portable.Settings{
		"kernel_shape": p.kernel[:], "strides": p.stride[:], "pads": pads, "count_include_pad": 1,
	}, inputs...), nil
}
