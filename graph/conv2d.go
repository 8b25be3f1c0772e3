package graph

import (
	"math/rand/v2"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"

	"digits/graph/op"
)

// Padding is what is around an image: nothing ("valid"), as much as keeps its size (Same),
// or so many rows and columns of zeros.
type Padding = op.Padding

// Same keeps an image's size where the stride is 1, as Keras' padding "same" and PyTorch's.
var Same = Padding{Same: true}

// Pad is so many rows and columns on every side: PyTorch's padding=n.
func Pad(n int) Padding { return Padding{Before: [2]int{n, n}, After: [2]int{n, n}} }

// Conv2D is a convolution: activation(x * kernel + bias) with x (batch, height, width,
// channels), kernel (rows, columns, channels/groups, filters) and bias (filters). An x
// (batch, height, width) has one channel. Its zero fields are Keras' defaults: a stride of
// 1, no padding, no activation, a bias, a GlorotUniform kernel, zero bias.
type Conv2D struct {
	Name             string // "conv2d", "conv2d_1" … if empty
	Filters          int
	Size             [2]int // rows and columns of the kernel
	Stride, Dilation [2]int // 0: 1
	Padding          Padding
	Groups           int        // of channels, each with filters of its own; 0: 1
	Activation       Activation // nil is linear
	NoBias           bool
	Kernel           Initializer // nil is GlorotUniform
	Bias             Initializer // nil is Zeros

	KernelPenalty, BiasPenalty Penalty // added to the loss

	Frozen bool // not trained
}

func (c Conv2D) name() string { return c.Name }

// Apply adds the convolution and the activation. ReLU is part of the convolution's
// operation, and so is a MaxPool2D behind it.
func (c Conv2D) Apply(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	if c.Frozen {
		s.freezes++
		defer func() { s.freezes-- }()
	}
	config := op.Conv2DConfig{
		Windows: op.Windows{Stride: c.Stride, Dilation: c.Dilation, Padding: c.Padding},
		Groups:  max(c.Groups, 1), ReLU: c.Activation == ReLU, Data: s.isInput(x),
	}
	x, err := images(x)
	if err != nil {
		return nil, err
	}
	kernel, bias, err := c.params(s, x.Shape()[3], config.Groups)
	if err != nil {
		return nil, err
	}
	if err := s.penalize(c.KernelPenalty, kernel); err != nil {
		return nil, err
	}
	if bias != nil {
		if err := s.penalize(c.BiasPenalty, bias); err != nil {
			return nil, err
		}
	}
	y, err := op.Conv2D(x, kernel, bias, config)
	if err != nil || c.Activation == nil || config.ReLU {
		return y, err
	}
	return c.Activation.Apply(s, y)
}

// images gives images without an axis for channels one of one channel.
func images(x *gorgonia.Node) (*gorgonia.Node, error) {
	switch s := x.Shape(); x.Dims() {
	case 4:
		return x, nil
	case 3:
		return op.Reshape(x, s[0], s[1], s[2], 1)
	}
	return nil, errors.Errorf("input is %v, want (batch, height, width, channels): put a graph.Reshape before it", x.Shape())
}

// maxFilters bounds the sizes of a kernel, so that their product is a number.
const maxFilters = 1 << 15

// params are drawn by Keras' and PyTorch's fans: the weights that an output sees, and those
// that see an input.
func (c Conv2D) params(s *Scope, channels, groups int) (kernel, bias *gorgonia.Node, err error) {
	if min(c.Filters, c.Size[0], c.Size[1]) < 1 || max(c.Filters, c.Size[0], c.Size[1]) > maxFilters {
		return nil, nil, errors.Errorf("got %d filters of %d x %d, want sizes of 1 to %d", c.Filters, c.Size[0], c.Size[1], maxFilters)
	}
	if channels%groups != 0 || c.Filters%groups != 0 {
		return nil, nil, errors.Errorf("got %d channels, %d filters and %d groups, want groups that divide both", channels, c.Filters, groups)
	}
	field := c.Size[0] * c.Size[1]
	byFans := func(init, otherwise Initializer) Initializer {
		if init == nil {
			init = otherwise
		}
		return func(r *rand.Rand, _, _ int, w []float64) { init(r, field*channels/groups, field*c.Filters, w) }
	}
	if kernel, err = s.Param("kernel", byFans(c.Kernel, GlorotUniform), c.Size[0], c.Size[1], channels/groups, c.Filters); err != nil || c.NoBias {
		return kernel, nil, err
	}
	bias, err = s.Param("bias", byFans(c.Bias, Zeros), c.Filters)
	return kernel, bias, err
}

func (c Conv2D) config() (Config, error) {
	activation, err := activationConfig(c.Activation)
	one := [2]int{1, 1}
	if c.Stride == one {
		c.Stride = [2]int{}
	}
	if c.Groups == 1 {
		c.Groups = 0
	}
	settings := settingsOf(NamedValue{"name", c.Name}, NamedValue{"filters", c.Filters})
	settings = append(settings, NamedValue{"kernel_size", c.Size[:]})
	settings = append(settings, windowSettings("strides", c.Stride, c.Padding)...)
	if c.Dilation != [2]int{} && c.Dilation != one {
		settings = append(settings, NamedValue{"dilation_rate", c.Dilation[:]})
	}
	return Config{"Conv2D", append(settings, settingsOf(NamedValue{"groups", c.Groups}, NamedValue{"activation", activation}, NamedValue{"use_bias", optional(!c.NoBias)},
		NamedValue{"kernel_regularizer", c.KernelPenalty}, NamedValue{"bias_regularizer", c.BiasPenalty}, notTrained(c.Frozen))...)}, err
}

// windowSettings are a stride, unless it is the default, and a padding: by Keras' names, but
// for rows and columns by number, which it has not: above, left, below, right.
func windowSettings(name string, stride [2]int, p Padding) (settings []NamedValue) {
	if stride != [2]int{} {
		settings = append(settings, NamedValue{name, stride[:]})
	}
	switch p {
	case Padding{}:
	case Same:
		settings = append(settings, NamedValue{"padding", "same"})
	default:
		settings = append(settings, NamedValue{"pads", []int{p.Before[0], p.Before[1], p.After[0], p.After[1]}})
	}
	return settings
}

// padding reads what windowSettings wrote.
func (r *configReader) padding() (p Padding) {
	switch text := r.text("padding"); text {
	case "", "valid":
	case "same":
		p = Same
	default:
		r.fail("padding", text, "valid or same")
	}
	if pads := r.wholes("pads"); len(pads) == 4 {
		p = Padding{Before: [2]int{pads[0], pads[1]}, After: [2]int{pads[2], pads[3]}}
	} else if len(pads) > 0 {
		r.fail("pads", pads, "four numbers")
	}
	return p
}

// pair reads two numbers, or one for both.
func (r *configReader) pair(name string) (pair [2]int) {
	switch list := r.wholes(name); len(list) {
	case 0:
	case 1:
		pair = [2]int{list[0], list[0]}
	case 2:
		pair = [2]int{list[0], list[1]}
	default:
		r.fail(name, list, "two numbers")
	}
	return pair
}

func readConv2D(r *configReader) Layer {
	c := Conv2D{
		Name: r.text("name"), Filters: r.whole("filters"), Size: r.pair("kernel_size"), Stride: r.pair("strides"), Dilation: r.pair("dilation_rate"),
		Padding: r.padding(), Groups: r.whole("groups"), Activation: r.activation("activation"), NoBias: !r.yes("use_bias", true),
		KernelPenalty: r.penalty("kernel_regularizer"), BiasPenalty: r.penalty("bias_regularizer"), Frozen: !r.yes("trainable", true),
	}
	if c.Activation == Linear {
		c.Activation = nil
	}
	return c
}
