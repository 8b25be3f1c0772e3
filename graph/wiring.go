package graph

import (
	"slices"
	"strings"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"

	"digits/graph/op"
)

// Wiring is a network whose layers need not follow one another: each reads the
// outputs that it names, of layers before it or the input. Its output is the last
// one's. Sequential, Residual and Concat are shorter where they do.
type Wiring []Wire

// Wire is a layer of a Wiring.
type Wire struct {
	Name  string   // by which others read its output
	Layer Layer    // of one input; or a Merge of several
	From  []string // what it reads; "" is the network's input
}

// Merge makes one of several nodes: "Add" sums nodes of one shape, "Multiply" multiplies
// them element by element, "Concatenate" puts (batch, units) side by side. As a layer it
// stands in a Wiring alone.
type Merge struct {
	Name string
	By   string
}

func (Wiring) transparent() {}

func (m Merge) name() string { return m.Name }

// Kind returns how it merges, Keras' class.
func (m Merge) Kind() string { return m.By }

// Apply merges one node, which is itself.
func (m Merge) Apply(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) { return m.merge(x) }

func (m Merge) merge(nodes ...*gorgonia.Node) (y *gorgonia.Node, err error) {
	switch m.By {
	case "Concatenate":
		return op.Concat(nodes...)
	case "Add", "Multiply":
		by := op.Add
		if m.By == "Multiply" {
			by = gorgonia.HadamardProd
		}
		y = nodes[0]
		for _, n := range nodes[1:] {
			if !n.Shape().Eq(y.Shape()) {
				return nil, errors.Errorf("merges %v and %v, want one shape", y.Shape(), n.Shape())
			}
			if y, err = by(y, n); err != nil {
				return nil, err
			}
		}
		return y, nil
	}
	return nil, errors.Errorf("merges by %.40q, want Add, Multiply or Concatenate", m.By)
}

// Apply applies all layers, in order.
func (w Wiring) Apply(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	if len(w) == 0 {
		return nil, errors.New("graph: a wiring has no layers, want at least one")
	}
	outputs := map[string]*gorgonia.Node{"": x}
	for _, wire := range w {
		var from gorgonia.Nodes
		for _, name := range wire.From {
			n, ok := outputs[name]
			if !ok {
				return nil, where(wire.Name, errors.Errorf("reads %.100q, which no layer before it makes", name))
			}
			from = append(from, n)
		}
		if _, twice := outputs[wire.Name]; twice {
			return nil, errors.Errorf("graph: two layers are named %.100q, want a name each", wire.Name)
		}
		y, err := wire.apply(s, from)
		if err != nil {
			return nil, err
		}
		outputs[wire.Name] = y
	}
	return outputs[w[len(w)-1].Name], nil
}

func (w Wire) apply(s *Scope, from gorgonia.Nodes) (*gorgonia.Node, error) {
	merge, merges := w.Layer.(Merge)
	switch {
	case len(from) == 0 || len(from) > 1 && !merges:
		return nil, where(w.Name, errors.Errorf("reads %d nodes, want one, or a Merge of several", len(from)))
	case !merges:
		return s.Apply(w.Layer, from[0])
	}
	y, err := merge.merge(from...)
	if err != nil {
		return nil, where(w.Name, err)
	}
	name, err := s.names.give(s.layer, merge.Name, merge.Kind())
	s.own(name)
	s.outputs = append(s.outputs, layerOutput{name: name, kind: merge.Kind(), node: y})
	return y, err
}

// Chain returns the layers of a wiring in which each reads the one before it, and that
// alone; false of another.
func (w Wiring) Chain() (Sequential, bool) {
	before := ""
	var layers Sequential
	for _, wire := range w {
		if _, merges := wire.Layer.(Merge); merges || !slices.Equal(wire.From, []string{before}) {
			return nil, false
		}
		layers, before = append(layers, wire.Layer), wire.Name
	}
	return layers, true
}

func (m Merge) config() (Config, error) {
	return Config{"Merge", settingsOf(NamedValue{"name", m.Name}, NamedValue{"by", m.By})}, nil
}

func readMerge(r *configReader) Layer { return Merge{Name: r.text("name"), By: r.text("by")} }

func (w Wiring) config() (Config, error) {
	var names, from []any
	var all []Layer
	for _, wire := range w {
		names, from, all = append(names, wire.Name), append(from, strings.Join(wire.From, "\n")), append(all, wire.Layer)
	}
	layers, err := configsOf(all)
	return Config{"Wiring", []NamedValue{{"names", names}, {"from", from}, {"layers", layers}}}, err
}

func readWiring(r *configReader) Layer {
	names, from := r.texts("names"), r.texts("from")
	layers := r.layers("layers")
	if len(names) != len(layers) || len(from) != len(layers) {
		r.fail("names", names, "a name, and what is read, of each layer")
		return nil
	}
	w := make(Wiring, len(layers))
	for i, name := range names {
		w[i] = Wire{name, layers[i], strings.Split(from[i], "\n")}
	}
	return w
}
