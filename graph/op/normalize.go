package op

import (
	"slices"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"

	"digits/graph/portable"
)

// Normalize returns gamma·(x - mean)/√(variance + epsilon) + beta by statistics
// that are given, what BatchNorm is in inference: x is (batch, features), the
// others are (features), gamma and beta may be nil for 1 and 0. mean and
// variance must be leaves of the graph, and have no gradient; x, gamma and beta
// have one.
func Normalize(x, mean, variance, gamma, beta *gorgonia.Node, epsilon float64) (*gorgonia.Node, error) {
	for _, leaf := range []struct {
		name string
		node *gorgonia.Node
	}{{"mean", mean}, {"variance", variance}} {
		if leaf.node == nil {
			return nil, errors.Errorf("op: normalize: got no %s: BatchNorm takes the batch's own", leaf.name)
		}
		if o := leaf.node.Op(); o != nil && o.Arity() > 0 {
			return nil, errors.Errorf("op: normalize: %s is computed, by %v, want a leaf: it would have no gradient", leaf.name, o)
		}
	}
	return normalized("normalize", x, gorgonia.Nodes{mean, variance}, gamma, beta, epsilon)
}

// Portable is BatchNormalization, by given statistics alone.
func (b *batchNorm[T]) Portable(t *portable.Trace, _ []int, inputs ...portable.Value) (portable.Value, error) {
	if !b.given {
		return inputs[0], errors.New("normalises by what else is in the batch")
	}
	gamma, beta := b.portable(t, inputs)
	return t.Apply("BatchNormalization", portable.Settings{"epsilon": b.epsilon}, inputs[0], gamma, beta, inputs[1], inputs[2]), nil
}

// portable are gamma and beta, ones and zeros where there are none.
func (n norm) portable(t *portable.Trace, inputs []portable.Value) (gamma, beta portable.Value) {
	features := inputs[0].Shape[1]
	rest := inputs[n.gammaAt():]
	if n.scaled {
		gamma, rest = rest[0], rest[1:]
	} else {
		gamma = t.Vector([]int{features}, slices.Repeat([]float64{1}, features))
	}
	if n.centered {
		return gamma, rest[0]
	}
	return gamma, t.Vector([]int{features}, make([]float64, features))
}
