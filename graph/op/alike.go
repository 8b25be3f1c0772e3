package op

import (
	"slices"

	"github.com/chewxy/hm"
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// alike is the base of an operation whose inputs and output have all one shape.
type alike struct {
	base
	axes  int
	named []string // the inputs, for errors
}

func newAlike(name string, axes int, inputs ...string) alike {
	return alike{newBase(name, len(inputs)), axes, inputs}
}

// Type returns each input -> output, all of one rank.
func (l alike) Type() hm.Type { return function(slices.Repeat([]int{l.axes}, l.arity+1)...) }

// InferShape returns the shape that the inputs have.
func (l alike) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	want := make([]rank, len(l.named))
	for i, name := range l.named {
		want[i] = rank{name, l.axes}
	}
	s, err := l.shapes(inputs, want...)
	if err != nil {
		return nil, err
	}
	for i := range s {
		if !s[i].Eq(s[0]) {
			return nil, errors.Errorf("op: %s: %s is %v, %s is %v, want one shape", l.name, l.named[0], s[0], l.named[i], s[i])
		}
	}
	return s[0].Clone(), nil
}
