package h5

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"digits/models/h5/hdf5"
)

// maxLayers is how many layers a configuration may have; one more than these
// are decoded, to notice it.
const maxLayers = 4096

// config is the part of a configuration that says how the file is laid out. An
// array bounds the memory: JSON drops what is beyond its end.
type config struct {
	Module string `json:"module"`
	Class  string `json:"class_name"`
	Model  struct {
		Name   string                     `json:"name"`
		Layers [maxLayers + 1]configLayer `json:"layers"`
	} `json:"config"`
}

type configLayer struct {
	Class  string `json:"class_name"`
	Config struct {
		Name   string          `json:"name"`
		Layers json.RawMessage `json:"layers"` // of a model that is a layer
	} `json:"config"`
}

// deepest is how deep a configuration's models within models are decoded, each
// of which copies what is within it.
const deepest = 3

// inner returns the layers of a model that is a layer.
func (l configLayer) inner(left *int, depth int) (layers []configLayer, err error) {
	text := l.Config.Layers
	if len(text) == 0 || text[0] != '[' {
		return nil, nil
	}
	if depth >= deepest {
		return nil, fmt.Errorf("configuration: %.100q: got models within models, more than %d deep: %w", l.Config.Name, deepest, hdf5.ErrLimit)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	if _, err := d.Token(); err != nil {
		return nil, fmt.Errorf("configuration: %v: %w", err, hdf5.ErrMalformed)
	}
	for d.More() {
		if *left--; *left < 0 {
			return nil, fmt.Errorf("configuration: got more than %d layers: %w", maxLayers, hdf5.ErrLimit)
		}
		var c configLayer
		if err := d.Decode(&c); err != nil {
			return nil, fmt.Errorf("configuration: %v: %w", err, hdf5.ErrMalformed)
		}
		layers = append(layers, c)
	}
	return withoutInput(l.Class, layers), nil
}

// withoutInput drops the InputLayer that a Sequential model does not count.
func withoutInput(class string, layers []configLayer) []configLayer {
	if class == "Sequential" && len(layers) > 0 && layers[0].Class == "InputLayer" {
		return layers[1:]
	}
	return layers
}

// model returns the model's name and its layers, as Keras' property layers has
// them: a Sequential model does not count an InputLayer at its start.
func (f *File) model() (name string, layers []configLayer, err error) {
	c, err := f.parse()
	if err != nil || c == nil {
		return "", nil, err
	}
	layers = c.Model.Layers[:]
	for i, l := range layers {
		if l.Class == "" {
			layers = layers[:i]
			break
		}
	}
	if len(layers) > maxLayers {
		return "", nil, fmt.Errorf("configuration: got more than %d layers: %w", maxLayers, hdf5.ErrLimit)
	}
	return c.Model.Name, withoutInput(c.Class, layers), nil
}

// parse decodes what config knows of the configuration; nil if there is none
// of that structure.
func (f *File) parse() (*config, error) {
	if f.Config == nil {
		return nil, nil
	}
	c := &config{}
	err := json.Unmarshal(f.Config, c)
	var wrongType *json.UnmarshalTypeError
	if errors.As(err, &wrongType) {
		var old struct { // before Keras 2.2.3
			Class  string                     `json:"class_name"`
			Layers [maxLayers + 1]configLayer `json:"config"`
		}
		if json.Unmarshal(f.Config, &old) != nil {
			return nil, nil
		}
		c.Class, c.Model.Layers = old.Class, old.Layers
		return c, nil
	}
	if err != nil {
		return nil, fmt.Errorf("configuration: %v: %w", err, hdf5.ErrMalformed)
	}
	return c, nil
}
