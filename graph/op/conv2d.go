package op

import (
	"github.com/chewxy/hm"
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
	"digits/graph/portable"
)

// Conv2DConfig says how a convolution runs. Its windows' Kernel is that of w.
type Conv2DConfig struct {
	Windows
	Groups int  // of channels and filters; 0 is 1
	ReLU   bool // max(0, ·) in the tail
	Data   bool // x is data: its gradient is never built
}

// Conv2D returns the convolution of images x with filters w, plus b, then ReLU where asked:
// x is (batch, height, width, channels), w is (rows, columns, channels/groups, filters), b
// is (filters) or nil, the result is (batch, windows down, windows across, filters). It is
// what networks call a convolution, the filters not turned (Dumoulin & Visin, 2016).
// Filters are in groups as channels are, and see the channels of their group.
func Conv2D(x, w, b *gorgonia.Node, c Conv2DConfig) (*gorgonia.Node, error) {
	inputs := []*gorgonia.Node{x, w}
	if b != nil {
		inputs = append(inputs, b)
	}
	if w.Dims() == 4 {
		c.Kernel = [2]int{w.Shape()[0], w.Shape()[1]}
	}
	c.Windows, c.Groups = c.whole(), max(c.Groups, 1)
	s := convSettings{Conv2DConfig: c, bias: b != nil}
	return s.apply(inputs)
}

// convSettings say which operation a convolution is.
type convSettings struct {
	Conv2DConfig
	bias   bool
	pooled bool
	pool   Windows
}

func (s convSettings) apply(inputs []*gorgonia.Node) (*gorgonia.Node, error) {
	name := "conv2D"
	if s.pooled {
		name = "conv2DMaxPool"
	}
	return apply(
		func() gorgonia.Op { return &conv[float32]{base: newBase(name, len(inputs)), convSettings: s} },
		func() gorgonia.Op { return &conv[float64]{base: newBase(name, len(inputs)), convSettings: s} },
		inputs...)
}

type conv[T kernel.Float] struct {
	base
	convSettings
	sizes kernel.Conv
	y     buffer[T]
	at    []uint16 // where in their windows the maxima are
	job   kernel.ConvForward[T]
}

// Type returns x -> w -> b -> y.
func (c *conv[T]) Type() hm.Type {
	if c.bias {
		return function(4, 4, 1, 4)
	}
	return function(4, 4, 4)
}

// InferShape returns (batch, windows down, windows across, filters).
func (c *conv[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	s, err := c.shapes(inputs, []rank{{"x", 4}, {"w", 4}, {"b", 1}}[:c.arity]...)
	if err != nil {
		return nil, err
	}
	sizes, err := c.place(s[0], s[1])
	if err != nil {
		return nil, err
	}
	if c.bias && s[2][0] != s[1][3] {
		return nil, errors.Errorf("op: %s: w is %v, b is %v: %d != %d", c.name, s[1], s[2], s[1][3], s[2][0])
	}
	return c.result(s[0][0], &sizes), nil
}

func (c *conv[T]) result(batch int, sizes *kernel.Conv) tensor.Shape {
	out := sizes.Out
	if c.pooled {
		out = sizes.Pool.Out
	}
	return tensor.Shape{batch, out[0], out[1], sizes.Filters}
}

// place returns the sizes of a convolution of x with w.
func (c *conv[T]) place(x, w tensor.Shape) (sizes kernel.Conv, err error) {
	if c.Groups > x[3] || x[3]%c.Groups != 0 || w[3]%c.Groups != 0 || w[2] != x[3]/c.Groups {
		return sizes, errors.Errorf("op: %s: x is %v, w is %v, in %d groups, want groups that divide channels and filters, and w of %d channels", c.name, x, w, c.Groups, x[3]/c.Groups)
	}
	in := [2]int{x[1], x[2]}
	before, _, out, err := c.Windows.place(c.name, in)
	if err != nil {
		return sizes, err
	}
	sizes = kernel.Conv{
		Height: x[1], Width: x[2], Channels: x[3], Filters: w[3], Groups: c.Groups,
		Kernel: c.Kernel, Stride: c.Stride, Dilation: c.Dilation, Before: before, Out: out, ReLU: c.ReLU,
	}
	if c.pooled {
		before, _, pools, err := c.pool.pool(c.name, out)
		if err != nil {
			return sizes, err
		}
		sizes.Pool = kernel.Pool{Kernel: c.pool.Kernel, Stride: c.pool.Stride, Before: before, Out: pools}
	}
	return sizes, nil
}

// Do computes y.
func (c *conv[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	var x, w, b []T
	if err := read(inputs, []*[]T{&x, &w, &b}[:c.arity]...); err != nil {
		return nil, err
	}
	xShape := inputs[0].Shape()
	var err error
	if c.sizes, err = c.place(xShape, inputs[1].Shape()); err != nil {
		return nil, err
	}
	batch, out := xShape[0], c.sizes.Out
	if c.pooled {
		out = c.sizes.Pool.Out
	}
	y := c.y.of(batch, out[0], out[1], c.sizes.Filters)
	if c.pooled && len(c.at) != len(y) {
		c.at = make([]uint16, len(y))
	}
	c.job.Do(&c.sizes, batch, x, w, b, y, c.at)
	return c.y.tensor, nil
}

// DiffWRT tells gorgonia not to build the gradient of data.
func (c *conv[T]) DiffWRT(inputs int) []bool { return []bool{!c.Data, true, true}[:inputs] }

// SymDiff builds dx, unless x is data, dw, and db, which comes beside dw.
func (c *conv[T]) SymDiff(inputs gorgonia.Nodes, y, dy *gorgonia.Node) (gorgonia.Nodes, error) {
	grads := make(gorgonia.Nodes, len(inputs))
	var err error
	if !c.Data {
		of := &convInputGrad[T]{base: newBase(c.name+"InputGrad", 4), forward: c}
		if grads[0], err = gorgonia.ApplyOp(of, inputs[0], inputs[1], y, dy); err != nil {
			return nil, err
		}
	}
	of := &convKernelGrad[T]{base: newBase(c.name+"KernelGrad", 4), forward: c}
	if grads[1], err = gorgonia.ApplyOp(of, inputs[0], inputs[1], y, dy); err != nil || !c.bias {
		return grads, err
	}
	grads[2], err = gorgonia.ApplyOp(newSibling(c.name+"BiasGrad", &of.db, 4, inputs[2].Shape()[0]), grads[1])
	return grads, err
}

// Portable is Conv, Relu and MaxPool, on channels first.
func (c *conv[T]) Portable(t *portable.Trace, _ []int, inputs ...portable.Value) (portable.Value, error) {
	settings, err := c.Windows.portable(c.name, inputs[0].Shape)
	if err != nil {
		return inputs[0], err
	}
	settings["dilations"], settings["group"] = c.Dilation[:], c.Groups
	inputs[1] = t.Apply("Transpose", portable.Settings{"perm": []int{3, 2, 0, 1}}, inputs[1])
	sizes, err := c.place(inputs[0].Shape, tensor.Shape{c.Kernel[0], c.Kernel[1], inputs[0].Shape[3] / c.Groups, c.Groups})
	if err != nil {
		return inputs[0], err
	}
	inputs[0] = channelsFirst(t, inputs[0])
	y := t.Apply("Conv", settings, inputs...)
	if c.ReLU {
		y = t.Apply("Relu", nil, y)
	}
	if c.pooled {
		if settings, err = c.pool.portable(c.name, tensor.Shape{0, sizes.Out[0], sizes.Out[1], 0}); err != nil {
			return y, err
		}
		y = t.Apply("MaxPool", settings, y)
	}
	return channelsLast(t, y), nil
}
