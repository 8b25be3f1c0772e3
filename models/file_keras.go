package models

import (
	"encoding/json"
	"fmt"
	"io"

	"digits/graph"
	"digits/models/h5"
	"digits/models/weights"
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
