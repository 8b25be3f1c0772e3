package optim

import (
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
)

// held is a parameter with a gradient that stays what it is while a wrapper
// changes the one or the other: a ValueGrad may compute its gradient only when it
// is asked, from the weights of that moment.
type held struct {
	name        string
	value, grad gorgonia.Value
}

func (h *held) Value() gorgonia.Value         { return h.value }
func (h *held) Grad() (gorgonia.Value, error) { return h.grad, nil }
func (h *held) Name() string                  { return h.name }

// nameOf is a parameter's name, "" if it has none.
func nameOf(p gorgonia.ValueGrad) string {
	if named, ok := p.(interface{ Name() string }); ok {
		return named.Name()
	}
	return ""
}

// holder keeps the held parameters, so that a step allocates nothing.
type holder struct{ model []gorgonia.ValueGrad }

// hold asks each parameter for its gradient once. Of two that share one tensor,
// as the terms of a sum do, the second gets a copy, since a wrapper may write.
func (h *holder) hold(name string, model []gorgonia.ValueGrad) ([]gorgonia.ValueGrad, error) {
	for len(h.model) < len(model) {
		h.model = append(h.model, &held{})
	}
	for i, p := range model {
		grad, err := p.Grad()
		if err != nil {
			return nil, errors.Wrapf(err, "optim: %s", name)
		}
		for _, before := range h.model[:i] {
			if before.(*held).grad == grad {
				if grad, err = gorgonia.CloneValue(grad); err != nil {
					return nil, errors.Wrapf(err, "optim: %s", name)
				}
				break
			}
		}
		*h.model[i].(*held) = held{nameOf(p), p.Value(), grad}
	}
	return h.model[:len(model)], nil
}
