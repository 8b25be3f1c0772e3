package op

import (
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
)

// backward is an operation that has a gradient, in the place of one that has
// none: a step of the backward pass. gorgonia leaves out what it has derived
// once, so that a second derivative, even of what is linear, would be the first
// one again, or a part of the second.
type backward struct{ ours }

type ours interface {
	gorgonia.Op
	ownsOutput()
}

// DiffWRT and SymDiff are those of base, of the operation's name.
func (b backward) DiffWRT(inputs int) []bool { return base{}.DiffWRT(inputs) }

// SymDiff returns an error.
func (b backward) SymDiff(gorgonia.Nodes, *gorgonia.Node, *gorgonia.Node) (gorgonia.Nodes, error) {
	return nil, errors.Errorf("op: no second derivative: %v in a gradient has none of its own", b.ours)
}
