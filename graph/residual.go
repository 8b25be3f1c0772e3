package graph

import (
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"

	"digits/graph/op"
)

// Residual adds what its layers make of x to x, or to what Shortcut makes of it
// where the shapes differ (He et al., 2016). Its layers are named as if they stood
// in its place; the sum is a layer "add".
type Residual struct {
	Layers   Sequential
	Shortcut Layer // nil: x itself
}

func (Residual) transparent() {}

// Apply adds both ways.
func (r Residual) Apply(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	y, err := s.Apply(r.Layers, x)
	if err != nil {
		return nil, err
	}
	if r.Shortcut != nil {
		if x, err = s.Apply(r.Shortcut, x); err != nil {
			return nil, err
		}
	}
	if !x.Shape().Eq(y.Shape()) {
		return nil, where("residual", errors.Errorf("the layers make %v of %v: want equal shapes, or a Shortcut that makes them so", y.Shape(), x.Shape()))
	}
	sum, err := op.Add(x, y)
	if err != nil {
		return nil, where("residual", err)
	}
	return s.record("Add", sum)
}

func (r Residual) config() (Config, error) {
	layers, err := configsOf(r.Layers)
	c := Config{"Residual", []NamedValue{{"layers", layers}}}
	if err == nil && r.Shortcut != nil {
		var shortcut []Config
		shortcut, err = configsOf([]Layer{r.Shortcut})
		c.Settings = append(c.Settings, NamedValue{"shortcut", shortcut})
	}
	return c, err
}

func readResidual(r *configReader) Layer {
	return Residual{Layers: r.layers("layers"), Shortcut: r.layer("shortcut")}
}
