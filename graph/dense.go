package graph

import (
	"math/rand/v2"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/op"
)

// Dense is a fully connected layer: activation(x·kernel + bias), with x
// (batch, inputs), kernel (inputs, units) and bias (units). Of an x with more axes
// each row of the last is an example. Its zero fields are
// Keras' defaults: no activation, a bias, a GlorotUniform kernel, zero bias.
type Dense struct {
	Name       string     // "dense", "dense_1" … if empty
	Units      int        // or Classes
	Activation Activation // nil is linear
	NoBias     bool
	Kernel     Initializer // nil is GlorotUniform
	Bias       Initializer // nil is Zeros

	KernelPenalty, BiasPenalty Penalty // added to the loss

	Frozen bool // not trained

	// Share is the name of a Dense before this one, whose kernel and bias are this
	// one's too. Transposed, this one multiplies with that kernel transposed, as a
	// decoder with its encoder's, and has a bias of its own; Units may then be 0.
	Share      string
	Transposed bool
}

func (d Dense) name() string { return d.Name }

// Apply adds the product, the bias and the activation. ReLU is part of the
// product's operation.
func (d Dense) Apply(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	if d.Frozen {
		s.freezes++
		defer func() { s.freezes-- }()
	}
	if x.Dims() != 2 {
		return d.rows(s, x)
	}
	return d.applyTo(s, x)
}

// rows applies the layer to each row of the last axis, as Keras and PyTorch do.
func (d Dense) rows(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	if x.Dims() < 2 {
		return nil, errors.Errorf("input is %v, want (batch, inputs)", x.Shape())
	}
	shape := x.Shape().Clone()
	last := shape[len(shape)-1]
	flat, err := op.Reshape(x, shape.TotalSize()/last, last)
	if err != nil {
		return nil, err
	}
	y, err := d.applyTo(s, flat)
	if err != nil {
		return nil, err
	}
	shape[len(shape)-1] = y.Shape()[1]
	return op.Reshape(y, shape...)
}

func (d Dense) applyTo(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	kernel, bias, err := d.params(s, x.Shape()[1])
	if err != nil {
		return nil, err
	}
	if err := s.penalize(d.KernelPenalty, kernel); err != nil {
		return nil, err
	}
	if bias != nil {
		if err := s.penalize(d.BiasPenalty, bias); err != nil {
			return nil, err
		}
	}
	if d.Transposed {
		y, err := op.Tied(x, kernel, bias)
		if err != nil || d.Activation == nil {
			return y, err
		}
		return d.Activation.Apply(s, y)
	}
	c := op.DenseConfig{ReLU: d.Activation == ReLU, Data: s.isInput(x), Whole: s.whole}
	if c.Data && s.of == tensor.Float32 {
		c.Images = &s.images
	}
	y, err := op.Dense(x, kernel, bias, c)
	if err != nil || d.Activation == nil || d.Activation == ReLU {
		return y, err
	}
	return d.Activation.Apply(s, y)
}

func (d Dense) params(s *Scope, inputs int) (kernel, bias *gorgonia.Node, err error) {
	if d.Share != "" {
		return d.shared(s, inputs)
	}
	if d.Transposed {
		return nil, nil, errors.New("is transposed, but shares no kernel: name the layer in Share")
	}
	units, err := s.units(d.Units)
	if err != nil {
		return nil, nil, err
	}
	kernelInit := d.Kernel
	if kernelInit == nil {
		kernelInit = GlorotUniform
	}
	if kernel, err = s.Param("kernel", kernelInit, inputs, units); err != nil || d.NoBias {
		return kernel, nil, err
	}
	bias, err = d.bias(s, inputs, units)
	return kernel, bias, err
}

// bias is a parameter that is drawn, where it is drawn at all, by the kernel's fans.
func (d Dense) bias(s *Scope, inputs, units int) (*gorgonia.Node, error) {
	init := d.Bias
	if init == nil {
		init = Zeros
	}
	byKernel := func(r *rand.Rand, _, _ int, b []float64) { init(r, inputs, units, b) }
	return s.Param("bias", byKernel, units)
}

// shared returns another layer's kernel, and its bias or, transposed, one of its own.
func (d Dense) shared(s *Scope, inputs int) (kernel, bias *gorgonia.Node, err error) {
	if kernel, err = s.ParamOf(d.Share, "kernel"); err != nil {
		return nil, nil, err
	}
	in, units := kernel.Shape()[0], kernel.Shape()[1]
	if d.Transposed {
		in, units = units, in
	}
	if inputs != in || d.Units > 0 && d.Units != units {
		return nil, nil, errors.Errorf("shares the kernel %v of %s: takes %d inputs to %d units, got %d inputs and %d units", kernel.Shape(), d.Share, in, units, inputs, d.Units)
	}
	if d.NoBias {
		return kernel, nil, nil
	}
	if d.Transposed {
		bias, err = d.bias(s, inputs, units)
		return kernel, bias, err
	}
	bias, err = s.ParamOf(d.Share, "bias")
	return kernel, bias, err
}

func (d Dense) config() (Config, error) {
	activation, err := activationConfig(d.Activation)
	bias := NamedValue{"use_bias", optional(!d.NoBias)}
	return Config{"Dense", settingsOf(NamedValue{"name", d.Name}, NamedValue{"units", d.Units}, NamedValue{"activation", activation}, bias,
		NamedValue{"kernel_regularizer", d.KernelPenalty}, NamedValue{"bias_regularizer", d.BiasPenalty}, notTrained(d.Frozen),
		NamedValue{"share", d.Share}, NamedValue{"transposed", d.Transposed})}, err
}

func readDense(r *configReader) Layer {
	d := Dense{
		Name: r.text("name"), Units: r.whole("units"), Activation: r.activation("activation"), NoBias: !r.yes("use_bias", true),
		KernelPenalty: r.penalty("kernel_regularizer"), BiasPenalty: r.penalty("bias_regularizer"), Frozen: !r.yes("trainable", true),
		Share: r.text("share"), Transposed: r.yes("transposed", false),
	}
	if d.Activation == Linear {
		d.Activation = nil
	}
	return d
}
