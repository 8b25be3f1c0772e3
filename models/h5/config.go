package h5

import (
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
		Name string `json:"name"`
	} `json:"config"`
}

// model returns the model's name and its layers, as Keras' property layers has
// them: a Sequential model does not count an InputLayer at its start. Before
// Keras 2.2.3 the configuration was a bare list, for which there are none.
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
	if c.Class == "Sequential" && len(layers) > 0 && layers[0].Class == "InputLayer" {
		layers = layers[1:]
	}
	return c.Model.Name, layers, nil
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
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("configuration: %v: %w", err, hdf5.ErrMalformed)
	}
	return c, nil
}
