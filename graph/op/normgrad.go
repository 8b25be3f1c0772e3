package op

import (
	"github.com/chewxy/hm"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
)

// normGrad is what the gradients of the normalizations by x have in common: they take
// x, dy, y and, of one that is scaled, gamma, and return dx.
type normGrad struct{ base }

func (g normGrad) Type() hm.Type {
	if g.arity == 4 {
		return function(2, 2, 2, 1, 2)
	}
	return function(2, 2, 2, 2)
}

func (g normGrad) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	s, err := g.shapes(inputs, []rank{{"x", 2}, {"dy", 2}, {"y", 2}, {"gamma", 1}}[:g.arity]...)
	if err != nil {
		return nil, err
	}
	return s[0].Clone(), nil
}

// readNorm reads their inputs; gamma stays nil where there is none.
func readNorm[T kernel.Float](inputs []gorgonia.Value, x, dy, gamma *[]T) error {
	if err := read(inputs, x, dy); err != nil {
		return err
	}
	if len(inputs) > 3 {
		return read(inputs[3:], gamma)
	}
	return nil
}
