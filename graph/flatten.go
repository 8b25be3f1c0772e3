package graph

import (
	"gorgonia.org/gorgonia"

	"digits/graph/op"
)

// Flatten turns (batch, height, width, …) into (batch, height·width·…).
type Flatten struct {
	Name string // "flatten", "flatten_1" … if empty
}

func (f Flatten) name() string { return f.Name }

// Apply reshapes x. The network's input is not copied: its flat form is a node
// over the same memory.
func (f Flatten) Apply(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	switch {
	case x.Dims() == 2:
		return x, nil
	case x == s.input:
		return s.flat, nil
	}
	shape := x.Shape()
	return op.Reshape(x, shape[0], shape[1:].TotalSize())
}

func (f Flatten) config() (Config, error) {
	return Config{"Flatten", settingsOf(NamedValue{"name", f.Name})}, nil
}

func readFlatten(r *configReader) Layer { return Flatten{Name: r.text("name")} }
