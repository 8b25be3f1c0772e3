package graph

import (
	"gorgonia.org/gorgonia"

	"digits/graph/op"
)

// Concat applies each of its layers to x and puts their outputs, each (batch,
// units), side by side.
type Concat []Layer

func (Concat) transparent() {}

// Apply applies all and concatenates. A nil layer is x itself.
func (c Concat) Apply(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	var all gorgonia.Nodes
	for _, layer := range c {
		y := x
		if layer != nil {
			var err error
			if y, err = s.Apply(layer, x); err != nil {
				return nil, err
			}
		}
		all = append(all, y)
	}
	y, err := op.Concat(all...)
	if err != nil {
		return nil, where("concat", err)
	}
	return s.record("Concatenate", y)
}

func (c Concat) config() (Config, error) {
	var all []any
	for _, l := range c {
		if l == nil {
			all = append(all, nil)
			continue
		}
		one, err := ConfigOf(l)
		if err != nil {
			return one, err
		}
		all = append(all, one)
	}
	return Config{"Concatenate", []NamedValue{{"layers", all}}}, nil
}

func readConcat(r *configReader) Layer { return Concat(r.layersOrNil("layers")) }
