package models

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"

	"digits/graph"
	"digits/models/h5"
)

// functional is Keras' class of a model that is no chain.
const functional = "Functional"

// kerasInput is the name of the layer that stands for the input.
const kerasInput = "input_layer"

// kerasLayerUses is a layer of a Keras model with all its uses.
type kerasLayerUses struct {
	node
	uses [][]kerasUse // what each of its uses reads
}

// kerasUse is a use of a layer, the use-th of the layer's; layer "" is the input.
type kerasUse struct {
	layer string
	use   int
}

// kerasConfig returns the configuration of the model, a Sequential where it is a chain,
// in the form that .h5 has. The input's shape goes by Keras 2's name, which Keras 3
// reads too.
func (m *Model) kerasConfig(layers []kerasLayerUses, last kerasUse) (object, error) {
	shape := []any{nil}
	for _, d := range m.Input {
		shape = append(shape, d)
	}
	configs := []object{{Class: "InputLayer", Config: entries{"batch_input_shape": shape, "dtype": "float32", "name": kerasInput}}}
	for i, l := range layers {
		if l.name == kerasInput {
			return object{}, fmt.Errorf("models: a layer is named %s, as Keras names the input: name it otherwise", kerasInput)
		}
		c, err := kerasLayer(l.layer, h5.LayerName(l.name), m.asked)
		if err != nil {
			return object{}, fmt.Errorf("models: layer %d: %w", i, err)
		}
		if l.frozen {
			c.Config.(entries)["trainable"] = false
		}
		if p, ok := l.layer.(graph.PReLU); ok && p.Shared {
			c.Config.(entries)["shared_axes"] = axes(l.output)
		}
		configs = append(configs, c)
	}
	config := entries{"name": kerasName, "layers": configs}
	if isChain(layers) {
		return object{Class: "Sequential", Config: config}, nil
	}
	configs[0].Name, configs[0].Inbound = kerasInput, []any{}
	for i, l := range layers {
		configs[i+1].Name, configs[i+1].Inbound = h5.LayerName(l.name), inbound(l.uses)
	}
	config["input_layers"] = [][]any{{kerasInput, 0, 0}}
	config["output_layers"] = [][]any{last.reference()}
	return object{Class: functional, Config: config}, nil
}

// axes lists those of an example, of which the first is 1.
func axes(shape []int) (all []int) {
	for i := range shape {
		all = append(all, i+1)
	}
	return all
}

// inbound writes what a layer reads, use by use, in Keras 2's form, which Keras 3 reads
// too.
func inbound(uses [][]kerasUse) (all [][]any) {
	for _, use := range uses {
		var from []any
		for _, u := range use {
			from = append(from, append(u.reference(), entries{}))
		}
		all = append(all, from)
	}
	return all
}

// reference is how Keras names a layer's output.
func (u kerasUse) reference() []any {
	if u.layer == "" {
		return []any{kerasInput, 0, 0}
	}
	return []any{h5.LayerName(u.layer), u.use, 0}
}

func isChain(layers []kerasLayerUses) bool {
	nodes := make([]node, len(layers))
	for i, l := range layers {
		if len(l.uses) > 1 {
			return false
		}
		nodes[i] = l.node
	}
	return chained(nodes)
}

// kerasOrder returns the layers in the order that a model of Keras' lists them, by which
// it numbers them in a file of weights: by their distance from the output, the farthest
// first, and among equals in the order in which a walk from the output meets them (map_graph
// in keras/src/ops/function.py).
//
// last is the use of a layer that is the model's output.
func (m *Model) kerasOrder() (layers []kerasLayerUses, last kerasUse, err error) {
	nodes, err := m.nodes()
	if err != nil {
		return nil, last, err
	}
	if len(nodes) == 0 {
		return nil, last, fmt.Errorf("models: %s: it has no layers", m.Recipe)
	}
	w := walkBack{nodes: nodes, met: map[string]int{}, depth: map[string]int{}}
	byName := map[string]int{}
	for i, n := range nodes {
		byName[n.name] = i
	}
	w.visit(byName, len(nodes)-1)
	if len(w.done) < len(nodes) {
		return nil, last, fmt.Errorf("models: %s: the output does not come from all layers, which a model of Keras' wants: leave the others out, or save as .safetensors", m.Recipe)
	}
	distance := make([]int, len(nodes))
	for _, i := range slices.Backward(w.done) {
		of := nodes[i].owner()
		distance[i] = max(distance[i], w.depth[of])
		w.depth[of] = distance[i]
		for _, from := range nodes[i].from {
			if from != "" {
				k := byName[from]
				distance[k] = max(distance[k], distance[i]+1)
			}
		}
	}
	layers, last, err = withUses(nodes)
	slices.SortStableFunc(layers, func(a, b kerasLayerUses) int {
		return cmp.Or(w.depth[b.name]-w.depth[a.name], w.met[a.name]-w.met[b.name])
	})
	return layers, last, err
}

// walkBack walks from the output to the input.
type walkBack struct {
	nodes []node
	done  []int          // nodes, each after those that it reads
	met   map[string]int // layers, in the order in which they were met
	depth map[string]int // layers' distance from the output
}

func (w *walkBack) visit(byName map[string]int, i int) {
	if slices.Contains(w.done, i) {
		return
	}
	of := w.nodes[i].owner()
	if _, ok := w.met[of]; !ok {
		w.met[of] = len(w.met)
	}
	for _, from := range w.nodes[i].from {
		if from != "" {
			w.visit(byName, byName[from])
		}
	}
	w.done = append(w.done, i)
}

// owner names the layer of which the node is a use.
func (n node) owner() string {
	if s := n.shares(); s != "" {
		return s
	}
	return n.name
}

// withUses gives each layer its uses. One that shares weights is a use of the layer
// that has them, and must be like it. last is the last node's use.
func withUses(nodes []node) (layers []kerasLayerUses, last kerasUse, err error) {
	use := map[string]kerasUse{"": {}}
	for _, n := range nodes {
		var from []kerasUse
		for _, name := range n.from {
			from = append(from, use[name])
		}
		k := slices.IndexFunc(layers, func(l kerasLayerUses) bool { return l.name == n.owner() })
		if n.shares() == "" {
			k = len(layers)
			layers = append(layers, kerasLayerUses{node: n})
		} else if k < 0 || !alikeUses(layers[k].layer, n.layer) {
			return nil, last, fmt.Errorf("models: layer %s has the weights of %s, and another activation, or no bias, or stands before it: no model of Keras' holds that: save as .safetensors", n.name, n.shares())
		}
		layers[k].uses = append(layers[k].uses, from)
		last = kerasUse{layers[k].name, len(layers[k].uses) - 1}
		use[n.name] = last
	}
	return layers, last, nil
}

// alikeUses reports whether a layer that has another one's weights computes the same.
func alikeUses(owner, other graph.Layer) bool {
	a, ok1 := owner.(graph.Dense)
	b, ok2 := other.(graph.Dense)
	return ok1 && ok2 && !b.Transposed && a.NoBias == b.NoBias && reflect.DeepEqual(orLinear(a.Activation), orLinear(b.Activation))
}
