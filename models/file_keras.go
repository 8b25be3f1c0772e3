package models

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"digits/graph"
	"digits/models/h5"
)

// writeKeras writes .h5, .weights.h5 or .keras as Keras 3 does.
func (m *Model) writeKeras(w io.Writer, extension string) error {
	f, names, err := m.kerasFile(extension == ".keras")
	if err != nil {
		return err
	}
	format := map[string]h5.Format{".h5": h5.Model, ".weights.h5": h5.Weights, ".keras": h5.Archive}[extension]
	return m.withRecord(w, names, func(w io.Writer, record []byte) error {
		f.Record = record
		return h5.Write(w, f, format)
	})
}

// kerasFile returns the file, and the names of its arrays here.
func (m *Model) kerasFile(archive bool) (*h5.File, map[string]string, error) {
	layers, last, err := m.kerasOrder()
	if err != nil {
		return nil, nil, err
	}
	model, err := m.kerasConfig(layers, last)
	if err != nil {
		return nil, nil, err
	}
	f := &h5.File{Name: kerasName}
	training, err := m.trainingConfig()
	if err != nil {
		return nil, nil, err
	}
	if archive {
		model = m.archived(model, training)
	} else if training != nil {
		withoutAverage(training["optimizer_config"].(object).Config.(entries))
		if f.TrainingConfig, err = json.Marshal(training); err != nil {
			return nil, nil, fmt.Errorf("models: training: %w", err)
		}
	}
	if f.Config, err = json.Marshal(model); err != nil {
		return nil, nil, fmt.Errorf("models: configuration: %w", err)
	}
	f.Layers = kerasLayers(layers)
	names := map[string]string{}
	for _, l := range layers {
		for k, a := range l.arrays {
			names[inLayer(h5.LayerName(l.name), k)] = l.name + "/" + a.Name
		}
	}
	return f, names, nil
}

// withoutAverage drops what an optimizer's configuration says of an average of the weights
// that it does not make: Keras 2 does not read it in .h5.
func withoutAverage(config entries) {
	if average, _ := config["use_ema"].(bool); !average {
		for _, name := range []string{"use_ema", "ema_momentum", "ema_overwrite_frequency"} {
			delete(config, name)
		}
	}
}

// kerasLayers returns the layers with their weights, named by their paths.
func kerasLayers(layers []kerasLayerUses) []h5.Layer {
	all := make([]h5.Layer, len(layers))
	for i, l := range layers {
		all[i] = h5.Layer{Name: h5.LayerName(l.name), Class: kerasKind(l.layer)}
		for _, a := range l.arrays {
			if p, ok := l.layer.(graph.PReLU); ok {
				a.Shape = slopes(p, l.output)
			}
			a.Name = kerasName + "/" + all[i].Name + "/" + a.Name
			all[i].Weights = append(all[i].Weights, a)
		}
	}
	return all
}

// slopes is the shape that Keras has for a PReLU's, which are one for each number of its
// input, or shared along all axes.
func slopes(p graph.PReLU, output []int) []int {
	shape := slices.Clone(output)
	for i := range shape {
		if p.Shared {
			shape[i] = 1
		}
	}
	return shape
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
