package graph

import (
	"math/rand/v2"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/op"
)

// Dense is a fully connected layer: activation(x·kernel + bias), with x
// (batch, inputs), kernel (inputs, units) and bias (units). Its zero fields are
// Keras' defaults: no activation, a bias, a GlorotUniform kernel, zero bias.
type Dense struct {
	Name       string // "dense", "dense_1" … if empty
	Units      int
	Activation Activation // nil is linear
	NoBias     bool
	Kernel     Initializer // nil is GlorotUniform
	Bias       Initializer // nil is Zeros
}

func (d Dense) name() string { return d.Name }

// Apply adds the product, the bias and the activation. ReLU is part of the
// product's operation.
func (d Dense) Apply(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	if d.Units < 1 {
		return nil, errors.Errorf("units are %d, want at least 1", d.Units)
	}
	if x.Dims() != 2 {
		return nil, errors.Errorf("input is %v, want (batch, inputs): put a graph.Flatten before it", x.Shape())
	}
	kernel, bias, err := d.params(s, x.Shape()[1])
	if err != nil {
		return nil, err
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
	kernelInit, biasInit := d.Kernel, d.Bias
	if kernelInit == nil {
		kernelInit = GlorotUniform
	}
	if biasInit == nil {
		biasInit = Zeros
	}
	if kernel, err = s.Param("kernel", kernelInit, inputs, d.Units); err != nil || d.NoBias {
		return kernel, nil, err
	}
	// A bias is drawn, where it is drawn at all, by the kernel's fans.
	byKernel := func(r *rand.Rand, _, _ int, b []float64) { biasInit(r, inputs, d.Units, b) }
	bias, err = s.Param("bias", byKernel, d.Units)
	return kernel, bias, err
}
