package op

import (
	"github.com/chewxy/hm"
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
)

// sibling hands out a vector that the operation behind its input has computed
// beside its own result. It takes that result, so that it runs afterwards.
type sibling[T kernel.Float] struct {
	base
	from *buffer[T]
	axes int // of the input
	n    int
}

func newSibling[T kernel.Float](name string, from *buffer[T], axes, n int) *sibling[T] {
	return &sibling[T]{base: newBase(name, 1), from: from, axes: axes, n: n}
}

func (s *sibling[T]) Type() hm.Type { return function(s.axes, 1) }

func (s *sibling[T]) InferShape(...gorgonia.DimSizer) (tensor.Shape, error) {
	return tensor.Shape{s.n}, nil
}

func (s *sibling[T]) Do(...gorgonia.Value) (gorgonia.Value, error) { return s.from.tensor, nil }

// statistic is a sibling that is no step of a gradient.
type statistic[T kernel.Float] struct{ *sibling[T] }

// SymDiff returns an error.
func (s statistic[T]) SymDiff(gorgonia.Nodes, *gorgonia.Node, *gorgonia.Node) (gorgonia.Nodes, error) {
	return nil, errors.Errorf("op: %s has no gradient: it is for running statistics; compute it from x where the loss depends on it", s.name)
}
