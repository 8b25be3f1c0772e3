package graph

import (
	"fmt"
	"strconv"
	"strings"

	"gorgonia.org/gorgonia"
)

// Structure describes a network line by line: each layer with its kind, the shape
// of its output, its parameters and state, and its operations. It is what a file
// says of layers that only code can make: where two are equal, the names and shapes of
// all weights are, and the kinds of all operations in inference. What a function of
// one's own computes does not show. params are as in Describe.
func Structure(net Layer, input []int, params *Params) ([]string, error) {
	s, err := sketched(net, input, params)
	if err != nil {
		return nil, err
	}
	reached := reachedFrom(s.roots()...)
	operations := map[string][]string{}
	for _, n := range s.graph.AllNodes() { // in order
		if reached[n] && n.Op() != nil {
			operations[s.owners[n]] = append(operations[s.owners[n]], operationText(n))
		}
	}
	lines := []string{"input " + shapeList(input)}
	for _, l := range s.outputs {
		line := fmt.Sprintf("%s: %s, output %s", l.name, l.kind, shapeList(l.node.Shape()[1:]))
		for _, name := range l.params {
			line += fmt.Sprintf("; %s %s", name, shapeList(s.params.Get(name).Shape()))
			if s.states[name] {
				line += " state"
			}
		}
		if of := operations[l.name]; len(of) > 0 {
			line += "; " + strings.Join(of, ", ")
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// operationText names an operation without the sizes of its inputs, which are those
// of a batch.
func operationText(n *gorgonia.Node) string {
	name, _, _ := strings.Cut(n.Op().String(), "{")
	for _, sized := range []string{"SizeOf", "Reshape"} {
		if strings.HasPrefix(name, sized) {
			return sized
		}
	}
	return name
}

func shapeList(shape []int) string {
	parts := make([]string, len(shape))
	for i, n := range shape {
		parts[i] = strconv.Itoa(n)
	}
	return strings.Join(parts, "x")
}
