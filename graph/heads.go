package graph

import (
	"slices"
	"strings"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"

	"digits/graph/op"
)

// Heads are several outputs of one network: layers that all read what stands before
// them. Their outputs, each (batch, units), side by side are the network's; a
// Weighted loss sees each by its name, and so do Program.Output and Targets.
type Heads []Head

// Head is one of several outputs.
type Head struct {
	Name  string
	Layer Layer
}

type head struct {
	name string
	node *gorgonia.Node
}

func (Heads) transparent() {}

// Apply applies all heads to x and puts their outputs side by side.
func (h Heads) Apply(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	var all gorgonia.Nodes
	for _, one := range h {
		if one.Name == "" || slices.ContainsFunc(s.heads, func(had head) bool { return had.name == one.Name }) {
			return nil, where("heads", errors.Errorf("got the name %q, want a name of its own for each head", one.Name))
		}
		y, err := s.Apply(one.Layer, x)
		if err != nil {
			return nil, err
		}
		if y.Dims() != 2 {
			return nil, where("head "+one.Name, errors.Errorf("is %v, want (batch, units)", y.Shape()))
		}
		s.heads = append(s.heads, head{one.Name, y})
		all = append(all, y)
	}
	if len(all) == 0 {
		return nil, where("heads", errors.New("got none, want at least one"))
	}
	y, err := op.Concat(all...)
	if err != nil {
		return nil, where("heads", err)
	}
	return s.record("Concatenate", y)
}

// Weighted is the loss of a network with Heads: the weighted sum of each head's.
type Weighted map[string]Part

// Part is one head's loss and its weight; 0 is 1.
type Part struct {
	Loss   Loss
	Weight float64
}

// Apply is an error: only a program knows the heads.
func (Weighted) Apply(_ *Scope, _, _ *gorgonia.Node) (*gorgonia.Node, error) {
	return nil, errors.New("a weighted loss of heads is that of a whole network, not a part of another loss")
}

// Sparse reports false.
func (Weighted) Sparse() bool { return false }

// Name returns "weighted".
func (Weighted) Name() string { return "weighted" }

// weighted adds the losses of all heads.
func (p *Program) weighted(w Weighted) (*gorgonia.Node, error) {
	var names []string
	var losses gorgonia.Nodes
	var weights []float64
	whole := p.scope.output
	for _, h := range p.scope.heads {
		names = append(names, h.name)
		part, ok := w[h.name]
		if !ok || part.Loss == nil {
			return nil, errors.Errorf("graph: the head %s has no loss: name one in graph.Weighted", h.name)
		}
		loss, err := p.lossBy(part.Loss, h.node, h.name)
		if err != nil {
			return nil, where("head "+h.name, err)
		}
		weight := part.Weight
		if weight == 0 {
			weight = 1
		}
		losses, weights = append(losses, loss), append(weights, weight)
	}
	p.scope.output = whole // a head's logits are not the output
	if len(names) != len(w) {
		return nil, errors.Errorf("graph: the weighted loss has %d parts, the network the heads %q: want one each", len(w), strings.Join(names, ", "))
	}
	return op.Weighted(losses, weights)
}

// readHeads makes each head readable.
func (p *Program) readHeads() {
	p.heads = map[string]*gorgonia.Value{}
	for _, h := range p.scope.heads {
		p.heads[h.name] = new(gorgonia.Value)
		p.read(h.node, p.heads[h.name])
	}
}

func (h Heads) config() (Config, error) {
	var names []any
	var all []Layer
	for _, one := range h {
		names, all = append(names, one.Name), append(all, one.Layer)
	}
	layers, err := configsOf(all)
	return Config{"Heads", []NamedValue{{"names", names}, {"layers", layers}}}, err
}

func readHeads(r *configReader) Layer {
	names, _ := r.take("names").([]any)
	layers := r.layers("layers")
	if len(names) != len(layers) {
		r.fail("names", names, "a name for each layer")
		return nil
	}
	heads := make(Heads, len(layers))
	for i, name := range names {
		text, _ := name.(string)
		heads[i] = Head{text, layers[i]}
	}
	return heads
}
