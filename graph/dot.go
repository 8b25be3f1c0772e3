package graph

import (
	"fmt"
	"strings"

	"gorgonia.org/gorgonia"
)

// Dot returns a drawing of the program's expression graph, forward and
// backward, in Graphviz's language (`dot -Tsvg`). Data is grey, parameters are
// blue, and the same network always gives the same text, which gorgonia's own
// drawing does not.
func (p *Program) Dot() string {
	var b strings.Builder
	b.WriteString("digraph network {\n\tnode [shape=box, style=filled, fillcolor=white, fontname=monospace];\n")
	number := map[*gorgonia.Node]int{}
	var visit func(n *gorgonia.Node) int
	visit = func(n *gorgonia.Node) int {
		if k, ok := number[n]; ok {
			return k
		}
		k := len(number)
		number[n] = k
		label, colour := p.describe(n)
		fmt.Fprintf(&b, "\tn%d [label=%q, fillcolor=%s];\n", k, label, colour)
		for children := p.scope.graph.From(n.ID()); children.Next(); {
			fmt.Fprintf(&b, "\tn%d -> n%d;\n", visit(children.Node().(*gorgonia.Node)), k)
		}
		return k
	}
	for _, root := range p.roots {
		visit(root)
	}
	return b.String() + "}\n"
}

// describe returns a node's label and colour.
func (p *Program) describe(n *gorgonia.Node) (label, colour string) {
	for _, l := range p.scope.outputs {
		if l.node == n || p.was[n] != nil && l.node == p.was[n] {
			return fmt.Sprintf("%s\n%v %v", l.name, n.Op(), n.Shape()), "lightyellow"
		}
	}
	switch {
	case n.Op() == nil && p.scope.params.Get(n.Name()) != nil:
		return fmt.Sprintf("%s\n%v", n.Name(), n.Shape()), "lightblue"
	case n.Op() == nil:
		return fmt.Sprintf("%s\n%v", n.Name(), n.Shape()), "lightgrey"
	case strings.HasPrefix(n.Name(), "read"):
		return "read", "white"
	}
	return fmt.Sprintf("%v\n%v", n.Op(), n.Shape()), "white"
}
