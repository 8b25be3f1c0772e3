package models

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"digits/data"
	"digits/graph"
	"digits/models/h5"
	"digits/models/weights"
	"digits/optim"
)

// writeKeras writes .h5, .weights.h5 or .keras as Keras 3 does.
func (m *Model) writeKeras(w io.Writer, extension string) error {
	f, err := m.kerasFile(extension == ".keras")
	if err != nil {
		return err
	}
	format := map[string]h5.Format{".h5": h5.Model, ".weights.h5": h5.Weights, ".keras": h5.Archive}[extension]
	return h5.Write(w, f, format)
}

func (m *Model) kerasFile(archive bool) (*h5.File, error) {
	model, err := m.kerasConfig()
	if err != nil {
		return nil, err
	}
	f := &h5.File{Name: kerasName}
	if archive {
		model = m.archived(model)
	} else if training := m.trainingConfig(); training != nil {
		if f.TrainingConfig, err = json.Marshal(training); err != nil {
			return nil, fmt.Errorf("models: training: %w", err)
		}
	}
	if f.Config, err = json.Marshal(model); err != nil {
		return nil, fmt.Errorf("models: configuration: %w", err)
	}
	f.Layers, err = m.kerasLayers()
	return f, err
}

// kerasLayers returns the layers with their weights, named by their paths.
func (m *Model) kerasLayers() ([]h5.Layer, error) {
	parts, err := m.dense()
	if err != nil {
		return nil, err
	}
	names := layerNames(m.Layers)
	layers := make([]h5.Layer, len(m.Layers))
	for i, layer := range m.Layers {
		layers[i] = h5.Layer{Name: names[i], Class: kerasKind(layer)}
		if _, ok := layer.(graph.Dense); !ok {
			continue
		}
		d := parts[0]
		parts = parts[1:]
		path := kerasName + "/" + names[i]
		d.kernel.Name = path + "/kernel"
		layers[i].Weights = []weights.Array{d.kernel}
		if d.bias != nil {
			d.bias.Name = path + "/bias"
			layers[i].Weights = append(layers[i].Weights, *d.bias)
		}
	}
	return layers, nil
}

// kerasKind is the class that the configuration says.
func kerasKind(layer graph.Layer) string {
	if a, ok := layer.(graph.Activation); ok {
		if class, _, ok := kerasClass(a); ok {
			return class
		}
		return "Activation"
	}
	return graph.Kind(layer)
}

// kerasModel makes the model that a file of Keras with a configuration has.
func (c *Contents) kerasModel(o LoadOptions) (*Model, error) {
	k, err := parseChain(c.Config)
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(c.keras.KerasVersion, "2.") {
		asKeras2(k.layers)
	}
	parts, err := c.kerasParts(k.layers)
	if err != nil {
		return nil, err
	}
	m := &Model{Recipe: sizes(parts), Layers: k.layers, Input: k.input, Assumed: c.ignored()}
	m.Optimizer = optim.FromKeras(c.keras.TrainingConfig, c.Config)
	if m.Input == nil {
		m.Input = []int{parts[0].inputs()}
	}
	m.Loss, m.lossOpen = graph.SparseCategoricalCrossentropy{}, true
	recipe, err := o.described(m.Layers)
	if err != nil {
		return nil, err
	}
	scale := data.Unit
	if recipe != nil {
		m.Recipe, m.Loss, m.lossOpen, scale = recipe.Name, recipe.Loss, false, recipe.Scale
	}
	m.scale(o, scale)
	return m, m.restore(arraysOf(m.Layers, parts))
}

// described returns the recipe that layers of a file are, nil for none; the one
// asked for must be.
func (o LoadOptions) described(layers graph.Sequential) (*Recipe, error) {
	if o.Recipe != nil {
		return o.Recipe, o.Recipe.wants(layers)
	}
	for _, r := range Recipes() {
		if r.wants(layers) == nil {
			return &r, nil
		}
	}
	return nil, nil
}

// kerasParts finds the weights of the configuration's Dense layers by name.
func (c *Contents) kerasParts(layers graph.Sequential) (parts []dense, err error) {
	byName := make(map[string]dense, len(c.keras.Layers))
	found, err := kerasDense(c.keras)
	if err != nil {
		return nil, fmt.Errorf("%w: got %s", err, namesOf(c.Arrays))
	}
	for _, d := range found {
		byName[d.name] = d
	}
	for _, layer := range layers {
		if l, ok := layer.(graph.Dense); ok {
			d, ok := byName[l.Name]
			if !ok || l.NoBias != (d.bias == nil) {
				return nil, fmt.Errorf("%w: layer %.100q: got %s, want its kernel and its bias, if it has one", ErrFormat, l.Name, namesOf(c.Arrays))
			}
			parts = append(parts, d)
		}
	}
	if len(parts) != len(found) {
		return nil, fmt.Errorf("%w: got weights of %d layers, want those of %d", ErrFormat, len(found), len(parts))
	}
	return parts, nil
}
