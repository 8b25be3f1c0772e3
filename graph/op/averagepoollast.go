package op

import (
	"github.com/chewxy/hm"
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
	"digits/graph/portable"
)

// AveragePoolLast returns the means of windows of images x (batch, height, width,
// channels), channel by channel. What padding there is in a window counts as zeros where
// countPadding is set, as in PyTorch; else it does not count, as in Keras.
func AveragePoolLast(x *gorgonia.Node, w Windows, countPadding bool) (*gorgonia.Node, error) {
	w = w.whole()
	return apply(
		func() gorgonia.Op {
			return &averageLast[float32]{base: newBase("averagePoolLast", 1), Windows: w, count: countPadding}
		},
		func() gorgonia.Op {
			return &averageLast[float64]{base: newBase("averagePoolLast", 1), Windows: w, count: countPadding}
		},
		x)
}

// GlobalAveragePool returns the means (batch, channels) of images x (batch, height, width,
// channels).
func GlobalAveragePool(x *gorgonia.Node) (*gorgonia.Node, error) {
	if x.Dims() != 4 {
		return nil, errors.Errorf("op: globalAveragePool: x is %v, want 4 axes", x.Shape())
	}
	s := x.Shape()
	y, err := AveragePoolLast(x, Windows{Kernel: [2]int{s[1], s[2]}}, false)
	if err != nil {
		return nil, err
	}
	return Reshape(y, s[0], s[3])
}

type averageLast[T kernel.Float] struct {
	base
	Windows
	count bool
	y     buffer[T]
	job   averageLastJob[T]
}

// Type returns x -> y.
func (p *averageLast[T]) Type() hm.Type { return function(4, 4) }

// InferShape returns (batch, windows down, windows across, channels).
func (p *averageLast[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	return p.infer(p.base, inputs)
}

// Do computes y.
func (p *averageLast[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	j := &p.job
	if err := read(inputs, &j.x); err != nil {
		return nil, err
	}
	if err := j.place(p, inputs[0].Shape()); err != nil {
		return nil, err
	}
	batch := inputs[0].Shape()[0]
	j.y = p.y.of(batch, j.out[0], j.out[1], j.channels)
	inRows(batch, j.in[0]*j.in[1]*j.channels, j)
	return p.y.tensor, nil
}

// SymDiff builds dx, to which each window gives its share.
func (p *averageLast[T]) SymDiff(inputs gorgonia.Nodes, _, dy *gorgonia.Node) (gorgonia.Nodes, error) {
	dx, err := gorgonia.ApplyOp(&averageLastGrad[T]{base: newBase("averagePoolLastGrad", 2), forward: p}, inputs[0], dy)
	return gorgonia.Nodes{dx}, err
}

// Portable is AveragePool, on channels first.
func (p *averageLast[T]) Portable(t *portable.Trace, _ []int, inputs ...portable.Value) (portable.Value, error) {
	settings, err := p.portable(p.name, inputs[0].Shape)
	if err != nil {
		return inputs[0], err
	}
	if p.count {
		settings["count_include_pad"] = 1
	}
	return channelsLast(t, t.Apply("AveragePool", settings, channelsFirst(t, inputs[0]))), nil
}

type averageLastGrad[T kernel.Float] struct {
	base
	forward *averageLast[T]
	dx      buffer[T]
	job     averageLastJob[T]
}

func (g *averageLastGrad[T]) Type() hm.Type { return function(4, 4, 4) }

func (g *averageLastGrad[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	s, err := g.shapes(inputs, rank{"x", 4}, rank{"dy", 4})
	if err != nil {
		return nil, err
	}
	return s[0].Clone(), nil
}

func (g *averageLastGrad[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	j := &g.job
	if err := read(inputs[1:], &j.y); err != nil {
		return nil, err
	}
	s := inputs[0].Shape()
	if err := j.place(g.forward, s); err != nil {
		return nil, err
	}
	j.x, j.back = g.dx.of(s[0], s[1], s[2], s[3]), true
	inRows(s[0], j.in[0]*j.in[1]*j.channels, j)
	return g.dx.tensor, nil
}

// averageLastJob is a kernel.Job over images: the means y of x, or x the sums of what
// windows give back of y.
type averageLastJob[T kernel.Float] struct {
	Windows
	count, back     bool
	in, before, out [2]int
	channels        int
	x, y            []T
}

func (j *averageLastJob[T]) place(p *averageLast[T], x tensor.Shape) (err error) {
	j.Windows, j.count, j.in, j.channels = p.Windows, p.count, [2]int{x[1], x[2]}, x[3]
	j.before, _, j.out, err = p.Windows.pool(p.name, j.in)
	return err
}

// Run does images lo..hi-1.
func (j *averageLastJob[T]) Run(lo, hi int) {
	in, out := j.in[0]*j.in[1]*j.channels, j.out[0]*j.out[1]*j.channels
	for n := lo; n < hi; n++ {
		x, y := j.x[n*in:(n+1)*in], j.y[n*out:(n+1)*out]
		if j.back {
			clear(x)
		} else {
			clear(y)
		}
		for i := range j.out[0] * j.out[1] {
			j.window(x, y[i*j.channels:(i+1)*j.channels], i/j.out[1], i%j.out[1])
		}
	}
}

// window does the window of row i and column k.
func (j *averageLastJob[T]) window(x, y []T, i, k int) {
	top, bottom := j.span(0, i)
	left, right := j.span(1, k)
	size := T((bottom - top) * (right - left))
	if j.count {
		size = T(j.Kernel[0] * j.Kernel[1])
	}
	for row := top; row < bottom; row++ {
		for column := left; column < right; column++ {
			pixel := x[(row*j.in[1]+column)*j.channels:][:len(y)]
			for c, v := range pixel {
				if j.back {
					pixel[c] = v + y[c]/size
				} else {
					y[c] += v
				}
			}
		}
	}
	for c := range y {
		if !j.back {
			y[c] /= size
		}
	}
}

// span is what a window covers of the image in height or width.
func (j *averageLastJob[T]) span(axis, window int) (from, to int) {
	from = window*j.Stride[axis] - j.before[axis]
	return max(from, 0), min(from+j.Kernel[axis], j.in[axis])
}
