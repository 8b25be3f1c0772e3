package models

import (
	"fmt"
	"slices"
	"strings"

	"digits/graph"
	"digits/models/h5"
	"digits/models/weights"
)

// kerasArrays are the layers of a file by name, those within others too.
type kerasArrays struct {
	layers map[string][]*h5.Layer // by the name that the configuration gives
	paths  map[*h5.Layer][]string // the names of the layers around
}

func (k *kerasArrays) collect(layers []h5.Layer, around []string) {
	if k.paths == nil {
		k.paths = map[*h5.Layer][]string{}
	}
	for i := range layers {
		l := &layers[i]
		k.layers[l.Name] = append(k.layers[l.Name], l)
		k.paths[l] = around
		k.collect(l.Layers, append(slices.Clone(around), l.Name))
	}
}

// inputs returns the width that the first Dense takes, nil if there is none.
func (k *kerasArrays) inputs(w graph.Wiring) []int {
	for _, wire := range w {
		if d, ok := wire.Layer.(graph.Dense); ok {
			for _, l := range k.layers[d.Name] {
				if len(l.Weights) > 0 && len(l.Weights[0].Shape) == 2 {
					return []int{l.Weights[0].Shape[0]}
				}
			}
			return nil
		}
	}
	return nil
}

// adapt takes the statistics of Normalization layers from the weights.
func (n *kerasNetwork) adapt(k *kerasArrays) error {
	for _, name := range n.adapted {
		for i, w := range n.wiring {
			l, ok := w.Layer.(graph.Normalization)
			if !ok || l.Name != name {
				continue
			}
			found, err := k.of(name, []string{"mean", "variance"}, []string{"count"})
			if err != nil {
				return err
			}
			l.Mean, l.Variance = float64s(found["mean"].Values), float64s(found["variance"].Values)
			n.wiring[i].Layer = l
		}
	}
	return nil
}

func float64s(x []float32) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = float64(v)
	}
	return y
}

// arrays returns the arrays of all parameters and state by the names that the network
// has for them. What of the file's layers has weights, and is none of these, is an
// error.
func (k *kerasArrays) arrays(m *Model) ([]weights.Array, error) {
	var arrays []weights.Array
	for _, w := range wiresOf(m.Layers) {
		name, params := paramsOf(w.Layer)
		if name == "" || len(params) == 0 {
			continue
		}
		found, err := k.of(name, params, nil)
		if err != nil {
			return nil, err
		}
		for _, p := range params {
			a := found[p]
			if p == "alpha" {
				if l, _ := w.Layer.(graph.PReLU); l.Shared && len(a.Values) > 1 {
					return nil, fmt.Errorf("layer %.100q, a PReLU: its slopes %v are shared along some axes: only one slope for each number, or for all, can be read", name, a.Shape)
				}
				a.Shape = []int{len(a.Values)}
			}
			a.Name = name + "/" + p
			arrays = append(arrays, a)
		}
	}
	for name, layers := range k.layers {
		for _, l := range layers {
			if len(l.Weights) > 0 {
				return nil, fmt.Errorf("%w: layer %.100q of the file has weights, and the configuration no such layer, or one without", ErrFormat, name)
			}
		}
	}
	return arrays, nil
}

// wiresOf returns the layers of a network that was read from Keras.
func wiresOf(layers graph.Sequential) (wires []graph.Wire) {
	for _, l := range layers {
		if w, ok := l.(graph.Wiring); ok {
			wires = append(wires, w...)
			continue
		}
		wires = append(wires, graph.Wire{Layer: l})
	}
	return wires
}

// paramsOf returns a layer's name and those of its parameters and state, in Keras'
// order.
func paramsOf(l graph.Layer) (name string, params []string) {
	switch l := l.(type) {
	case graph.Dense:
		if l.Share != "" {
			return "", nil
		}
		params = []string{"kernel"}
		if !l.NoBias {
			params = append(params, "bias")
		}
		return l.Name, params
	case graph.Conv2D:
		params = []string{"kernel"}
		if !l.NoBias {
			params = append(params, "bias")
		}
		return l.Name, params
	case graph.BatchNorm:
		return l.Name, append(scaled(!l.NoScale, !l.NoCenter), "moving_mean", "moving_variance")
	case graph.LayerNorm:
		return l.Name, scaled(!l.NoScale, !l.NoCenter)
	case graph.PReLU:
		return l.Layer, []string{"alpha"}
	}
	return "", nil
}

func scaled(gamma, beta bool) (params []string) {
	if gamma {
		params = append(params, "gamma")
	}
	if beta {
		params = append(params, "beta")
	}
	return params
}

// of takes the arrays of a layer, by their names or, where they are numbered, by their
// order. Those that may be there and are not wanted come behind.
func (k *kerasArrays) of(name string, wanted, besides []string) (map[string]weights.Array, error) {
	l := k.find(name)
	if l == nil {
		return nil, fmt.Errorf("%w: layer %.100q has no weights by its name in the file, as in .h5 files of models within models by early Keras 3: save the model as .keras", ErrFormat, name)
	}
	found := map[string]weights.Array{}
	all := append(slices.Clone(wanted), besides...)
	for i, a := range l.Weights {
		p := paramName(a.Name)
		if !slices.Contains(all, p) && isNumber(p) && i < len(all) {
			p = all[i]
		}
		if _, twice := found[p]; twice || !slices.Contains(all, p) {
			return nil, fmt.Errorf("%w: layer %.100q has the weights %.100q, want %s", ErrFormat, name, a.Name, strings.Join(wanted, ", "))
		}
		found[p] = a
	}
	for _, p := range wanted {
		if _, ok := found[p]; !ok {
			return nil, fmt.Errorf("%w: layer %.100q has no %s in the file, want %s", ErrFormat, name, p, strings.Join(wanted, ", "))
		}
	}
	l.Weights = nil // taken
	return found, nil
}

// find returns the layer of that name, or of the name within models around it, that
// has weights of its own; or takes its weights out of those of a model around it.
func (k *kerasArrays) find(name string) *h5.Layer {
	for _, l := range k.layers[name] {
		if len(l.Weights) > 0 {
			return l
		}
	}
	for of, layers := range k.layers { // body_dense is dense within body
		for _, l := range layers {
			if len(l.Weights) > 0 && strings.Join(append(slices.Clone(k.paths[l]), of), "_") == name {
				return l
			}
		}
	}
	for _, layers := range k.layers { // a model's layer has the weights of all within it, by their paths
		for _, l := range layers {
			if inner := within(l, name); inner != nil {
				return inner
			}
		}
	}
	return nil
}

// within takes the arrays of a layer within another, of which the names are paths.
func within(l *h5.Layer, name string) *h5.Layer {
	inner := &h5.Layer{Name: name}
	var rest []weights.Array
	for _, a := range l.Weights {
		parts := strings.Split(a.Name, "/")
		if len(parts) > 1 && parts[len(parts)-2] == name {
			inner.Weights = append(inner.Weights, a)
		} else {
			rest = append(rest, a)
		}
	}
	if len(inner.Weights) == 0 || len(rest) == 0 && l.Name == name {
		return nil
	}
	l.Weights = rest
	return inner
}

// paramName is the last part of a path, without the number that TensorFlow adds.
func paramName(path string) string {
	path, _, _ = strings.Cut(path[strings.LastIndexByte(path, '/')+1:], ":")
	return path
}

func isNumber(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

// listed writes the first few of a list.
func listed(list []string) string {
	const most = 4
	text := strings.Join(list[:min(len(list), most)], "; ")
	if more := len(list) - most; more > 0 {
		text += fmt.Sprintf("; and %d more", more)
	}
	return fmt.Sprintf("%.300s", text)
}
