package graph

import (
	"fmt"
	"strings"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"

	"digits/graph/op"
)

// foreign is an operation of gorgonia's own, or one whose derivative is a function of the
// user's, and the layer that it is in.
type foreign struct{ layer, operation string }

// foreign returns those that the output, the penalties and the state's updates are
// computed by.
func (s *Scope) foreign() (all []foreign) {
	reached := reachedFrom(s.roots()...)
	for _, n := range s.graph.AllNodes() { // in order
		if reached[n] && n.Op() != nil && (!op.OwnsOutput(n) || s.byHand[n]) && !isConstant(n) {
			all = append(all, foreign{s.owners[n], n.Op().String()})
		}
	}
	return all
}

// roots are the nodes that a program is made for, the loss apart.
func (s *Scope) roots() gorgonia.Nodes {
	roots := gorgonia.Nodes{s.output}
	roots = append(roots, s.added...)
	for _, u := range s.updates {
		roots = append(roots, u.next)
	}
	return roots
}

// derivedByHand notes that y's derivative is a function of the user's, which may be wrong.
func (s *Scope) derivedByHand(y *gorgonia.Node, err error) (*gorgonia.Node, error) {
	if err == nil {
		s.byHand[y] = true
	}
	return y, err
}

func isConstant(n *gorgonia.Node) bool {
	return strings.HasPrefix(fmt.Sprintf("%T", n.Op()), "gorgonia.constant")
}

// own notes that the nodes which are new in the graph are a layer's.
func (s *Scope) own(layer string) {
	for _, n := range s.graph.AllNodes()[s.owned:] {
		s.owners[n] = layer
	}
	s.owned = len(s.graph.AllNodes())
}

// wrong are gorgonia v0.9.18's operations that compute something else than they
// say, by the name of their type or by what they print, and what to take instead.
var wrong = []struct{ kind, text, fault, instead string }{
	{"gorgonia.elemUnaryOp", "log2", "its gradient is wrong", "op.Log2"},
	{"gorgonia.elemUnaryOp", "invSqrt", "its gradient is wrong", "op.InverseSqrt"},
	{"*gorgonia.avgPoolOp", "", "its gradient is wrong", "op.AveragePool2D"},
	{"*gorgonia.softmaxOp", "", "it overflows where two numbers of a row are 88 apart", "graph.Softmax, graph.LogSoftmax, or op.Softmax"},
	{"*gorgonia.BatchNormOp", "", "it draws from the clock, and its averages are shared and not saved", "graph.BatchNorm"},
	{"*gorgonia.dropoutOp", "", "its gradient is wrong, and it draws from the clock", "graph.Dropout"},
	{"gorgonia.randomOp", "", "it draws from the clock, so that no run can be repeated", "graph.GaussianNoise, or numbers of your own as parameters or input"},
	{"gorgonia.readOp", "", "it never runs, since a program computes only what it is compiled for", "Scope.Tap, with Options.Taps"},
}

// checkRight reports an operation that is known to be wrong.
func (s *Scope) checkRight() error {
	for _, n := range s.graph.AllNodes() {
		if n.Op() == nil || op.OwnsOutput(n) {
			continue
		}
		kind, text := fmt.Sprintf("%T", n.Op()), n.Op().String()
		for _, w := range wrong {
			if strings.EqualFold(w.kind, kind) && strings.HasPrefix(text, w.text) {
				name, _, _ := strings.Cut(text, "{")
				return where(s.owners[n], errors.Errorf("gorgonia's %s cannot be used: %s; take %s", name, w.fault, w.instead))
			}
		}
	}
	return nil
}
