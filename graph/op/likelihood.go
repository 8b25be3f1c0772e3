package op

import (
	"math"

	"github.com/chewxy/hm"
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
)

// Clip is how near to 0 and 1 Keras lets a probability come before it takes the
// logarithm (keras.config.epsilon()).
const Clip = 1e-7

// Likelihood returns the mean over the batch of -Σ targets·log p, with p
// (batch, classes) clipped to Clip..1-Clip. target is class numbers (batch) of
// int32, or rows of p's shape. Where p is clipped its derivative is 0. This is
// Keras' cross-entropy of probabilities; on logits the cross-entropies are exact.
func Likelihood(p, target *gorgonia.Node) (*gorgonia.Node, error) {
	sparse := target.Dtype() == tensor.Int32
	return apply(
		func() gorgonia.Op { return newLikelihood[float32](sparse) },
		func() gorgonia.Op { return newLikelihood[float64](sparse) },
		p, target)
}

type likelihood[T kernel.Float] struct {
	base
	sparse bool
	value  gorgonia.Value
	mean   *T
}

func newLikelihood[T kernel.Float](sparse bool) *likelihood[T] {
	l := &likelihood[T]{base: newBase("likelihood", 2), sparse: sparse}
	l.value, l.mean = newScalar[T]()
	return l
}

// Type returns p -> target -> scalar.
func (l *likelihood[T]) Type() hm.Type {
	return hm.NewFnType(matrix(a), targetType(l.sparse), a)
}

// InferShape returns a scalar's shape.
func (l *likelihood[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	return l.targetShapes(inputs, "p", l.sparse)
}

// Do computes the mean.
func (l *likelihood[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	sum := 0.0
	err := l.each(inputs, func(_ int, p, target T) {
		sum -= float64(target) * math.Log(min(max(float64(p), Clip), 1-Clip))
	})
	*l.mean = T(sum / float64(inputs[0].Shape()[0]))
	return l.value, err
}

// each calls f with each element of p whose target is not 0.
func (l *likelihood[T]) each(inputs []gorgonia.Value, f func(i int, p, target T)) error {
	p, err := floats[T](inputs[0])
	if err != nil {
		return err
	}
	if l.sparse {
		labels, err := ints(inputs[1])
		classes := inputs[0].Shape()[1]
		for row, label := range labels {
			if label < 0 || int(label) >= classes {
				return errors.Errorf("op: likelihood: label %d of example %d, want 0 to %d", label, row, classes-1)
			}
			f(row*classes+int(label), p[row*classes+int(label)], 1)
		}
		return err
	}
	targets, err := floats[T](inputs[1])
	for i, target := range targets {
		if target != 0 {
			f(i, p[i], target)
		}
	}
	return err
}

// DiffWRT says that p has a gradient, the target none.
func (l *likelihood[T]) DiffWRT(int) []bool { return []bool{true, false} }

// SymDiff builds dp = -dloss·target/(batch·p).
func (l *likelihood[T]) SymDiff(inputs gorgonia.Nodes, _, dloss *gorgonia.Node) (gorgonia.Nodes, error) {
	grad := &likelihoodGrad[T]{base: newBase("likelihoodGrad", 3), forward: l}
	dp, err := gorgonia.ApplyOp(grad, inputs[0], inputs[1], dloss)
	return gorgonia.Nodes{dp, nil}, err
}

type likelihoodGrad[T kernel.Float] struct {
	base
	forward *likelihood[T]
	dp      buffer[T]
}

func (g *likelihoodGrad[T]) Type() hm.Type {
	return hm.NewFnType(matrix(a), targetType(g.forward.sparse), a, matrix(a))
}

func (g *likelihoodGrad[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	if _, err := g.targetShapes(inputs[:2], "p", g.forward.sparse); err != nil {
		return nil, err
	}
	return inputs[0].(tensor.Shape).Clone(), nil
}

func (g *likelihoodGrad[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	scale, err := scalar[T](inputs[2])
	if err != nil {
		return nil, err
	}
	dp := g.dp.of(inputs[0].Shape()...)
	clear(dp)
	scale /= T(inputs[0].Shape()[0])
	err = g.forward.each(inputs, func(i int, p, target T) {
		if p >= Clip && p <= 1-Clip {
			dp[i] = -scale * target / p
		}
	})
	return g.dp.tensor, err
}

// targetType is the type of class numbers, or of rows of targets.
func targetType(sparse bool) hm.Type {
	if sparse {
		return vector(tensor.Int32)
	}
	return matrix(a)
}

// targetShapes checks that there is a target for each row and returns the
// shape of their mean loss, a scalar's.
func (b base) targetShapes(inputs []gorgonia.DimSizer, output string, sparse bool) (tensor.Shape, error) {
	target := rank{"targets", 2}
	if sparse {
		target = rank{"labels", 1}
	}
	s, err := b.shapes(inputs, rank{output, 2}, target)
	if err != nil {
		return nil, err
	}
	if want := s[0][:target.axes]; !s[1].Eq(want) {
		return nil, errors.Errorf("op: %s: %s are %v, %s are %v, want %v", b.name, output, s[0], target.input, s[1], want)
	}
	return tensor.ScalarShape(), nil
}
