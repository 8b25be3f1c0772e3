package op

import (
	"math"

	"github.com/chewxy/hm"
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
)

// BatchNorm returns y = gamma·(x - mean)/√(variance + epsilon) + beta by the
// mean and the biased variance of each feature over the batch (Ioffe & Szegedy,
// 2015), and these two: x is (batch, features), gamma and beta are (features),
// or nil for 1 and 0. mean and variance are (features) and have no gradient:
// they are for running statistics, for which Keras takes the variance as it is
// and PyTorch times batch/(batch-1). A batch of one example becomes beta.
func BatchNorm(x, gamma, beta *gorgonia.Node, epsilon float64) (y, mean, variance *gorgonia.Node, err error) {
	if y, err = normalized("batchNorm", x, nil, gamma, beta, epsilon); err != nil {
		return nil, nil, nil, err
	}
	ofMean, ofVariance := y.Op().(interface {
		statistics(features int) (mean, variance gorgonia.Op)
	}).statistics(y.Shape()[1])
	if mean, err = gorgonia.ApplyOp(ofMean, y); err != nil {
		return nil, nil, nil, err
	}
	variance, err = gorgonia.ApplyOp(ofVariance, y)
	return y, mean, variance, err
}

// normalized makes a node of x, the given statistics, if any, gamma and beta.
func normalized(name string, x *gorgonia.Node, given gorgonia.Nodes, gamma, beta *gorgonia.Node, epsilon float64) (*gorgonia.Node, error) {
	if err := checkEpsilon(name, epsilon); err != nil {
		return nil, err
	}
	n := norm{given: given != nil, scaled: gamma != nil, centered: beta != nil, epsilon: epsilon}
	inputs := append(gorgonia.Nodes{x}, given...)
	for _, parameter := range []*gorgonia.Node{gamma, beta} {
		if parameter != nil {
			inputs = append(inputs, parameter)
		}
	}
	return apply(
		func() gorgonia.Op { return &batchNorm[float32]{base: newBase(name, len(inputs)), norm: n} },
		func() gorgonia.Op { return &batchNorm[float64]{base: newBase(name, len(inputs)), norm: n} },
		inputs...)
}

func checkEpsilon(name string, epsilon float64) error {
	if !(epsilon > 0) || math.IsInf(epsilon, 1) {
		return errors.Errorf("op: %s: epsilon is %v, want a small number above 0, such as 1e-3 (Keras) or 1e-5 (PyTorch)", name, epsilon)
	}
	return nil
}

// norm says which inputs a normalisation has, and its epsilon.
type norm struct {
	given            bool // mean and variance
	scaled, centered bool // gamma, beta
	epsilon          float64
}

// ranks are the inputs in their order.
func (n norm) ranks() []rank {
	r := []rank{{"x", 2}}
	if n.given {
		r = append(r, rank{"mean", 1}, rank{"variance", 1})
	}
	if n.scaled {
		r = append(r, rank{"gamma", 1})
	}
	if n.centered {
		r = append(r, rank{"beta", 1})
	}
	return r
}

// gammaAt is gamma's place among the inputs.
func (n norm) gammaAt() int {
	if n.given {
		return 3
	}
	return 1
}

// typ is x -> vectors … -> y.
func (n norm) typ() hm.Type {
	axes := []int{}
	for _, r := range n.ranks() {
		axes = append(axes, r.axes)
	}
	return function(append(axes, 2)...)
}

// infer returns x's shape, where every vector has its features.
func (n norm) infer(b base, inputs []gorgonia.DimSizer) (tensor.Shape, error) {
	ranks := n.ranks()
	s, err := b.shapes(inputs, ranks...)
	if err != nil {
		return nil, err
	}
	for i, v := range s[1:] {
		if v[0] != s[0][1] {
			return nil, errors.Errorf("op: %s: x is %v, %s is %v: %d != %d", b.name, s[0], ranks[i+1].input, v, s[0][1], v[0])
		}
	}
	return s[0].Clone(), nil
}

type batchNorm[T kernel.Float] struct {
	base
	norm
	y, mean, variance buffer[T]
	job               batchNormJob[T] // keeps what the gradient needs
}

// Type returns x -> the statistics and parameters there are -> y.
func (b *batchNorm[T]) Type() hm.Type { return b.typ() }

// InferShape returns x's shape.
func (b *batchNorm[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	return b.infer(b.base, inputs)
}

// Do computes y.
func (b *batchNorm[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	j := &b.job
	into := [5]*[]T{&j.x}
	n := 1
	add := func(is bool, x *[]T) {
		if is {
			into[n] = x
			n++
		}
	}
	add(b.given, &j.mean)
	add(b.given, &j.variance)
	add(b.scaled, &j.gamma)
	add(b.centered, &j.beta)
	if err := read(inputs, into[:n]...); err != nil {
		return nil, err
	}
	j.norm = b.norm
	j.rows, j.features = inputs[0].Shape()[0], inputs[0].Shape()[1]
	j.y = b.y.of(j.rows, j.features)
	j.center, j.inverse = sized(j.center, j.features), sized(j.inverse, j.features)
	if !b.given {
		j.mean, j.variance = b.mean.of(j.features), b.variance.of(j.features)
	}
	inColumns(j.rows, j.features, j)
	return b.y.tensor, nil
}

func (b *batchNorm[T]) statistics(features int) (mean, variance gorgonia.Op) {
	return statistic[T]{newSibling("batchNormMean", &b.mean, 2, features)},
		statistic[T]{newSibling("batchNormVariance", &b.variance, 2, features)}
}

// DiffWRT says that x, gamma and beta have gradients, given statistics none.
func (b *batchNorm[T]) DiffWRT(inputs int) []bool {
	d := b.base.DiffWRT(inputs)
	if b.given {
		d[1], d[2] = false, false
	}
	return d
}

// SymDiff builds dx, which gives dgamma and dbeta beside.
func (b *batchNorm[T]) SymDiff(inputs gorgonia.Nodes, y, dy *gorgonia.Node) (gorgonia.Nodes, error) {
	needs := gorgonia.Nodes{inputs[0], dy, y}
	if b.scaled {
		needs = append(needs, inputs[b.gammaAt()])
	}
	grad := &batchNormGrad[T]{normGrad: normGrad{newBase(b.name+"Grad", len(needs))}, forward: b}
	dx, err := gorgonia.ApplyOp(grad, needs...)
	if err != nil {
		return nil, err
	}
	grads := gorgonia.Nodes{dx}
	if b.given {
		grads = append(grads, nil, nil)
	}
	for _, parameter := range []struct {
		is   bool
		name string
		from *buffer[T]
	}{{b.scaled, "GammaGrad", &grad.dgamma}, {b.centered, "BetaGrad", &grad.dbeta}} {
		if !parameter.is {
			continue
		}
		d, err := gorgonia.ApplyOp(newSibling(b.name+parameter.name, parameter.from, 2, y.Shape()[1]), dx)
		if err != nil {
			return nil, err
		}
		grads = append(grads, d)
	}
	return grads, nil
}
