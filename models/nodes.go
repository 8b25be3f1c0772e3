package models

import (
	"fmt"
	"slices"

	"digits/graph"
	"digits/models/weights"
)

// node is a layer of a network whose layers within layers are unfolded: what Keras and
// PyTorch have as plain layers.
type node struct {
	name   string
	layer  graph.Layer // none of graph's that hold others, but for graph.Merge
	from   []string    // the nodes that it reads; "" is the network's input
	output []int       // shape of one example's output
	input  []int       // and of the first that it reads; nil: the network's
	frozen bool        // it stands within a graph.Frozen
	arrays []weights.Array
}

// nodes unfolds the network, in the order in which it computes. Each node has its
// arrays, of which the names are those of parameters and state: kernel, bias, gamma …
func (m *Model) nodes() ([]node, error) {
	o, err := m.Outline()
	if err != nil {
		return nil, err
	}
	u := unfolding{outline: o.Layers()}
	if _, err := u.add(graph.Sequential(m.Layers), "", false); err != nil {
		return nil, err
	}
	if len(u.outline) > 0 {
		return nil, fmt.Errorf("models: %s: layer %s is part of another layer: save as .safetensors", m.Recipe, u.outline[0].Name)
	}
	all := m.Weights()
	for i := range u.nodes {
		n := &u.nodes[i]
		_, params := paramsOf(n.layer)
		for _, p := range params {
			k := slices.IndexFunc(all, func(a weights.Array) bool { return a.Name == n.name+"/"+p })
			if k < 0 {
				return nil, fmt.Errorf("models: layer %s has no %s", n.name, p)
			}
			a := all[k]
			a.Name = p
			n.arrays = append(n.arrays, a)
			all = slices.Delete(all, k, k+1)
		}
	}
	if len(all) > 0 {
		return nil, fmt.Errorf("models: got the parameter %s, which is that of no plain layer: save as .safetensors", all[0].Name)
	}
	return u.nodes, nil
}

// unfolding walks through a network as its Apply does, so that the outline has the
// layers in the same order.
type unfolding struct {
	outline []graph.LayerSummary // of those that are still to come
	nodes   []node
}

// add adds a layer that reads a node, and returns the name of the one that it puts out.
func (u *unfolding) add(layer graph.Layer, from string, frozen bool) (string, error) {
	var err error
	switch l := layer.(type) {
	case graph.Sequential:
		for _, inner := range l {
			if from, err = u.add(inner, from, frozen); err != nil {
				return "", err
			}
		}
		return from, nil
	case graph.Frozen:
		return u.add(l.Layer, from, true)
	case graph.Residual:
		y, err := u.add(l.Layers, from, frozen)
		if err == nil && l.Shortcut != nil {
			from, err = u.add(l.Shortcut, from, frozen)
		}
		if err != nil {
			return "", err
		}
		return u.plain(graph.Merge{By: "Add"}, []string{from, y}, frozen)
	case graph.Concat:
		var all []string
		for _, inner := range l {
			y := from
			if inner != nil {
				if y, err = u.add(inner, from, frozen); err != nil {
					return "", err
				}
			}
			all = append(all, y)
		}
		return u.plain(graph.Merge{By: "Concatenate"}, all, frozen)
	case graph.Wiring:
		return u.wiring(l, from, frozen)
	case graph.Average, graph.Heads:
		return "", fmt.Errorf("models: a layer %s has no form in this format: save as .safetensors", graph.Kind(layer))
	}
	return u.plain(layer, []string{from}, frozen)
}

func (u *unfolding) wiring(w graph.Wiring, from string, frozen bool) (to string, err error) {
	outputs := map[string]string{"": from}
	for _, wire := range w {
		var reads []string
		for _, name := range wire.From {
			reads = append(reads, outputs[name])
		}
		if _, merges := wire.Layer.(graph.Merge); merges {
			to, err = u.plain(wire.Layer, reads, frozen)
		} else {
			to, err = u.add(wire.Layer, reads[0], frozen)
		}
		if err != nil {
			return "", err
		}
		outputs[wire.Name] = to
	}
	return to, nil
}

// plain adds a node under the name that the outline has for it.
func (u *unfolding) plain(layer graph.Layer, from []string, frozen bool) (string, error) {
	if len(u.outline) == 0 || u.outline[0].Kind != graph.Kind(layer) {
		return "", fmt.Errorf("models: a layer %s is not one that a file can describe: save as .safetensors", graph.Kind(layer))
	}
	of := u.outline[0]
	u.outline = u.outline[1:]
	var input []int
	for _, n := range u.nodes {
		if n.name == from[0] {
			input = n.output
		}
	}
	u.nodes = append(u.nodes, node{input: input, name: of.Name, layer: layer, from: from, output: of.Output, frozen: frozen})
	return of.Name, nil
}

// chained reports nodes of which each reads the one before it, and has weights of its
// own.
func chained(nodes []node) bool {
	before := ""
	for _, n := range nodes {
		if !slices.Equal(n.from, []string{before}) || n.shares() != "" {
			return false
		}
		before = n.name
	}
	return true
}

// shares names the layer whose weights the node has, "" if they are its own.
func (n node) shares() string {
	if d, ok := n.layer.(graph.Dense); ok {
		return d.Share
	}
	return ""
}
