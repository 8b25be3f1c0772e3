package graph

import (
	"fmt"
	"slices"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
)

// Tap gives a node a name, by which a program that is compiled with it in
// Options.Taps reads it. The output of a layer has its name without. In a member of an
// Average it is "member0/" and the name; where a layer stands again by its pointer, the
// name and "_1".
func (s *Scope) Tap(name string, y *gorgonia.Node) error {
	name = join(s.member, name)
	had := func(name string) bool {
		return slices.ContainsFunc(s.taps, func(t tap) bool { return t.name == name })
	}
	if stem := name; s.shared.left != nil {
		for n := 1; had(name); n++ {
			name = fmt.Sprintf("%s_%d", stem, n)
		}
	}
	if had(name) {
		return errors.Errorf("graph: got two taps %q, want names of their own", name)
	}
	s.taps = append(s.taps, tap{name, y})
	return nil
}

// record notes a node as a layer's output, for what is no layer of its own: the
// sum of a Residual.
func (s *Scope) record(kind string, y *gorgonia.Node) (*gorgonia.Node, error) {
	name, err := s.names.give(s.layer, "", kind)
	s.own(name)
	s.outputs = append(s.outputs, layerOutput{name: name, kind: kind, node: y})
	return y, err
}
