package op

import (
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
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
