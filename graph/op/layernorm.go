package op

import (
	"math"

	"github.com/chewxy/hm"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
	"digits/graph/portable"
)

// LayerNorm returns gamma·(x - mean)/√(variance + epsilon) + beta by the mean
// and the biased variance of each example (Ba, Kiros & Hinton, 2016): x is
// (batch, features), gamma and beta are (features), or nil for 1 and 0.
func LayerNorm(x, gamma, beta *gorgonia.Node, epsilon float64) (*gorgonia.Node, error) {
	if err := checkEpsilon("layerNorm", epsilon); err != nil {
		return nil, err
	}
	n := norm{scaled: gamma != nil, centered: beta != nil, epsilon: epsilon}
	inputs := gorgonia.Nodes{x}
	for _, parameter := range []*gorgonia.Node{gamma, beta} {
		if parameter != nil {
			inputs = append(inputs, parameter)
		}
	}
	return apply(
		func() gorgonia.Op { return &layerNorm[float32]{base: newBase("layerNorm", len(inputs)), norm: n} },
		func() gorgonia.Op { return &layerNorm[float64]{base: newBase("layerNorm", len(inputs)), norm: n} },
		inputs...)
}

type layerNorm[T kernel.Float] struct {
	base
	norm
	y   buffer[T]
	job layerNormJob[T] // keeps what the gradient needs
}

// Type returns x -> the parameters there are -> y.
func (l *layerNorm[T]) Type() hm.Type { return l.typ() }

// InferShape returns x's shape.
func (l *layerNorm[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	return l.infer(l.base, inputs)
}

// Do computes y.
func (l *layerNorm[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	j := &l.job
	if err := read(inputs, &j.x); err != nil {
		return nil, err
	}
	if l.scaled {
		if err := read(inputs[1:], &j.gamma); err != nil {
			return nil, err
		}
	}
	if l.centered {
		if err := read(inputs[l.arity-1:], &j.beta); err != nil {
			return nil, err
		}
	}
	rows := inputs[0].Shape()[0]
	j.features, j.epsilon = inputs[0].Shape()[1], l.epsilon
	j.y = l.y.of(rows, j.features)
	j.center, j.inverse = sized(j.center, rows), sized(j.inverse, rows)
	inRows(rows, j.features, j)
	return l.y.tensor, nil
}

// SymDiff builds dx, and dgamma, which gives dbeta beside.
func (l *layerNorm[T]) SymDiff(inputs gorgonia.Nodes, y, dy *gorgonia.Node) (gorgonia.Nodes, error) {
	features := y.Shape()[1]
	needs := gorgonia.Nodes{inputs[0], dy, y}
	if l.scaled {
		needs = append(needs, inputs[1])
	}
	dx, err := gorgonia.ApplyOp(&layerNormGrad[T]{normGrad: normGrad{newBase("layerNormGrad", len(needs))}, forward: l}, needs...)
	if err != nil {
		return nil, err
	}
	grads := gorgonia.Nodes{dx}
	var dbeta gorgonia.Op = &biasGrad[T]{base: newBase("layerNormBetaGrad", 1), db: &buffer[T]{}}
	of := dy
	if l.scaled {
		gamma := &layerNormGammaGrad[T]{base: newBase("layerNormGammaGrad", 3), forward: l}
		dgamma, err := gorgonia.ApplyOp(gamma, inputs[0], dy, y)
		if err != nil {
			return nil, err
		}
		grads = append(grads, dgamma)
		dbeta, of = newSibling("layerNormBetaGrad", &gamma.dbeta, 1, features), dgamma
	}
	if l.centered {
		d, err := gorgonia.ApplyOp(dbeta, of)
		if err != nil {
			return nil, err
		}
		grads = append(grads, d)
	}
	return grads, nil
}

// layerNormJob is a kernel.Job over rows.
type layerNormJob[T kernel.Float] struct {
	features          int
	epsilon           float64
	x, y, gamma, beta []T
	center, inverse   []float64 // of each row: the mean, and 1/√(variance + epsilon)
}

// Run does rows lo..hi-1.
func (j *layerNormJob[T]) Run(lo, hi int) {
	for r := lo; r < hi; r++ {
		x, y := j.x[r*j.features:(r+1)*j.features], j.y[r*j.features:(r+1)*j.features]
		center := sumOf(x) / float64(j.features)
		squares := squaresOf(x, center)
		inverse := 1 / math.Sqrt(squares/float64(j.features)+j.epsilon)
		j.center[r], j.inverse[r] = center, inverse
		j.scale(x, y, center, inverse)
	}
}

// scale sets y to gamma·(x - center)·inverse + beta.
func (j *layerNormJob[T]) scale(x, y []T, center, inverse float64) {
	y = y[:len(x)]
	if j.gamma == nil || j.beta == nil {
		for c, v := range x {
			d := float64((float64(v) - center) * inverse)
			if j.gamma != nil {
				d = float64(d * float64(j.gamma[c]))
			}
			if j.beta != nil {
				d += float64(j.beta[c])
			}
			y[c] = T(d)
		}
		return
	}
	gamma, beta := j.gamma[:len(x)], j.beta[:len(x)]
	for c, v := range x {
		d := float64((float64(v) - center) * inverse)
		y[c] = T(float64(d*float64(gamma[c])) + float64(beta[c]))
	}
}

// sumOf adds up numbers in four sums, of which each has every fourth: one alone would wait
// for each addition.
func sumOf[T kernel.Float](x []T) float64 {
	var a, b, c, d float64
	for ; len(x) >= 4; x = x[4:] {
		a += float64(x[0])
		b += float64(x[1])
		c += float64(x[2])
		d += float64(x[3])
	}
	for _, v := range x {
		a += float64(v)
	}
	return (a + b) + (c + d)
}

// squaresOf adds up (x - center)² so.
func squaresOf[T kernel.Float](x []T, center float64) float64 {
	var a, b, c, d float64
	for ; len(x) >= 4; x = x[4:] {
		e, f, g, h := float64(x[0])-center, float64(x[1])-center, float64(x[2])-center, float64(x[3])-center
		a += float64(e * e)
		b += float64(f * f)
		c += float64(g * g)
		d += float64(h * h)
	}
	for _, v := range x {
		e := float64(v) - center
		a += float64(e * e)
	}
	return (a + b) + (c + d)
}

// Portable is LayerNormalization.
func (l *layerNorm[T]) Portable(t *portable.Trace, _ []int, inputs ...portable.Value) (portable.Value, error) {
	gamma, beta := l.portable(t, inputs)
	return t.Apply("LayerNormalization", portable.Settings{"axis": -1, "epsilon": l.epsilon}, inputs[0], gamma, beta), nil
}
