package graph

import (
	"strings"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/op"
)

// gradient is a parameter and the node of its gradient, for solvers.
type gradient struct {
	name   string
	value  *tensor.Dense
	node   *gorgonia.Node
	walked gorgonia.Value // what a run without the TapeMachine has computed
}

// Value returns the parameter.
func (g *gradient) Value() gorgonia.Value { return g.value }

// Grad returns the last run's gradient.
func (g *gradient) Grad() (gorgonia.Value, error) {
	if g.walked != nil {
		return g.walked, nil
	}
	if v := g.node.Value(); v != nil {
		return v, nil
	}
	return nil, errors.Errorf("graph: %s has no gradient before the first run", g.name)
}

// Name returns the parameter's name.
func (g *gradient) Name() string { return g.name }

// Parameter is a parameter that is trained, row-major, with the gradient of the last run:
// the memory of both. What is written into a gradient, an optimizer's step takes.
type Parameter struct {
	Name             string
	Values, Gradient []float32
}

// Parameters returns those that are trained, in order, for steps of one's own. It is an
// error before the first run. The slice is valid until the next call.
func (p *Program) Parameters() ([]Parameter, error) {
	p.parameters = p.parameters[:0]
	for _, of := range p.grads {
		g := of.(*gradient)
		v, err := gradientValue(g)
		if err != nil {
			return nil, err
		}
		p.parameters = append(p.parameters, Parameter{g.name, g.value.Float32s(), v.Float32s()})
	}
	return p.parameters, nil
}

// addGradients derives the loss by every parameter that is trained, and by the
// input where that is wanted.
func (p *Program) addGradients(byParams, byInput bool) error {
	if p.lossNode == nil {
		if byInput {
			return errors.New("graph: a gradient by the input needs a loss: give Options.Loss")
		}
		return nil
	}
	if !byParams && !byInput {
		return nil
	}
	reached := reachedFrom(p.lossNode)
	if err := checkDerivable(reached); err != nil {
		return err
	}
	var names []string
	var nodes gorgonia.Nodes
	if byParams {
		var err error
		if names, nodes, err = p.trained(reached); err != nil {
			return err
		}
	}
	inputs := p.inputsOf(reached, byInput)
	if len(nodes)+len(inputs) == 0 {
		return nil
	}
	grads, err := derived(p.lossNode, append(nodes, inputs...))
	if err != nil {
		return errors.Wrapf(err, "graph: the loss has no gradient by all of %s%s", strings.Join(names, ", "), p.suspects())
	}
	return p.ownGradients(names, grads)
}

// derived calls gorgonia's Grad. A panic, as some of its operations have for their
// derivative, is an error.
func derived(loss *gorgonia.Node, by gorgonia.Nodes) (grads gorgonia.Nodes, err error) {
	defer recoverTo(&err)
	return gorgonia.Grad(loss, by...)
}

// suspects names the operations that may have no derivative.
func (p *Program) suspects() string {
	var texts []string
	for _, f := range p.scope.foreign() {
		texts = append(texts, f.layer+" ("+f.operation+")")
	}
	if texts == nil {
		return ""
	}
	return "; an operation without a derivative may be in " + strings.Join(texts, ", ")
}

// trained returns the parameters that are, and their nodes.
func (p *Program) trained(reached map[*gorgonia.Node]bool) (names []string, nodes gorgonia.Nodes, err error) {
	for _, name := range p.scope.params.names {
		n, ok := p.scope.nodes[name]
		switch {
		case !ok:
			return nil, nil, errors.Errorf("graph: %s belongs to no layer of this network", name)
		case p.scope.states[name] || p.scope.frozen[name]:
			continue
		case !reached[n]:
			return nil, nil, errors.Errorf("graph: the loss does not depend on %s: freeze its layer, or let the output or the loss use it", name)
		}
		names, nodes = append(names, name), append(nodes, n)
	}
	return names, nodes, nil
}

// inputsOf returns those of the input's two shapes that the loss depends on.
func (p *Program) inputsOf(reached map[*gorgonia.Node]bool, wanted bool) (inputs gorgonia.Nodes) {
	for _, n := range []*gorgonia.Node{p.scope.flat, p.scope.input} {
		if wanted && reached[n] && (len(inputs) == 0 || inputs[0] != n) {
			inputs = append(inputs, n)
		}
	}
	return inputs
}

// ownGradients keeps the gradients by the named parameters, then those by the input.
// A solver may overwrite the gradient that it gets, so each must be a buffer that
// nothing else uses.
func (p *Program) ownGradients(names []string, grads gorgonia.Nodes) error {
	seen := map[*gorgonia.Node]bool{}
	for i, g := range grads {
		if seen[g] || !op.OwnsOutput(g) {
			var err error
			if g, err = op.Copy(g); err != nil {
				return err
			}
		}
		seen[g] = true
		if i >= len(names) {
			p.byInput = append(p.byInput, nil)
			continue
		}
		value := p.scope.params.Get(names[i])
		if !g.Shape().Eq(value.Shape()) {
			return errors.Errorf("graph: the gradient of %s is %v, want %v", names[i], g.Shape(), value.Shape())
		}
		p.grads = append(p.grads, &gradient{name: names[i], value: value, node: g})
	}
	for i := range p.byInput {
		p.read(grads[len(names)+i], &p.byInput[i])
	}
	return nil
}

// checkDerivable reports a loss that is itself made of gradients: gorgonia's second
// ones are wrong.
func checkDerivable(reached map[*gorgonia.Node]bool) error {
	for n := range reached {
		if n.Deriv() != nil || len(n.DerivOf()) > 0 {
			return errors.New("graph: the loss is made of a gradient (gorgonia.Grad in a layer or a loss), and a second derivative cannot be computed by this graph: graph.HessianVector computes its product with a direction")
		}
	}
	return nil
}

// reachedFrom returns the nodes that a node is computed of, with itself.
func reachedFrom(roots ...*gorgonia.Node) map[*gorgonia.Node]bool {
	reached := map[*gorgonia.Node]bool{}
	var visit func(n *gorgonia.Node)
	visit = func(n *gorgonia.Node) {
		if reached[n] {
			return
		}
		reached[n] = true
		for children := n.Graph().From(n.ID()); children.Next(); {
			visit(children.Node().(*gorgonia.Node))
		}
	}
	for _, root := range roots {
		visit(root)
	}
	return reached
}

// InputGradient returns the last run's gradient of the loss by the inputs, (batch,
// height·width) row-major, of a program that was compiled to have it; nil if the
// loss does not depend on them.
func (p *Program) InputGradient() []float32 {
	var parts [][]float32
	for _, v := range p.byInput {
		if t, ok := v.(*tensor.Dense); ok {
			parts = append(parts, t.Float32s())
		}
	}
	switch len(parts) {
	case 0:
		return nil
	case 1:
		return parts[0]
	}
	sum := make([]float32, len(parts[0])) // the image and its flat form are both used
	for i := range sum {
		sum[i] = parts[0][i] + parts[1][i]
	}
	return sum
}
