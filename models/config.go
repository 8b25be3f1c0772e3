package models

import (
	"encoding/json"
	"fmt"

	"digits/graph"
)

// layerConfig is one layer in the form of Keras' model configurations.
type layerConfig struct {
	Class  string `json:"class_name"`
	Config config `json:"config"`
}

type config struct {
	Name       string  `json:"name,omitempty"`
	Units      int     `json:"units,omitempty"`
	Activation string  `json:"activation,omitempty"`
	UseBias    *bool   `json:"use_bias,omitempty"`
	Rate       float64 `json:"rate,omitempty"`
}

// marshalLayers writes layers as JSON. A graph.Func cannot be written.
func marshalLayers(layers graph.Sequential) ([]byte, error) {
	configs := make([]layerConfig, len(layers))
	for i, layer := range layers {
		c, err := configOf(layer)
		if err != nil {
			return nil, fmt.Errorf("models: layer %d: %w", i, err)
		}
		configs[i] = c
	}
	return json.Marshal(configs)
}

func configOf(layer graph.Layer) (layerConfig, error) {
	c := layerConfig{Class: graph.Kind(layer)}
	switch l := layer.(type) {
	case graph.Dense:
		bias := !l.NoBias
		c.Config = config{Name: l.Name, Units: l.Units, UseBias: &bias, Activation: "linear"}
		if l.Activation != nil {
			c.Config.Activation = l.Activation.Name()
		}
	case graph.Dropout:
		c.Config = config{Name: l.Name, Rate: l.Rate}
	case graph.Flatten:
		c.Config = config{Name: l.Name}
	case graph.Activation:
		c.Config = config{Activation: l.Name()}
	default:
		return c, fmt.Errorf("a %s cannot be saved: only Dense, Dropout, Flatten and activations can", c.Class)
	}
	return c, nil
}

// unmarshalLayers reads what marshalLayers writes.
func unmarshalLayers(text []byte) (graph.Sequential, error) {
	var configs []layerConfig
	if err := json.Unmarshal(text, &configs); err != nil {
		return nil, fmt.Errorf("models: layers: %w", err)
	}
	layers := make(graph.Sequential, len(configs))
	for i, c := range configs {
		layer, err := c.layer()
		if err != nil {
			return nil, fmt.Errorf("models: layer %d: %w", i, err)
		}
		layers[i] = layer
	}
	return layers, nil
}

func (c layerConfig) layer() (graph.Layer, error) {
	switch c.Class {
	case "Dense":
		activation, err := graph.ActivationNamed(c.Config.Activation)
		if err != nil {
			return nil, err
		}
		noBias := c.Config.UseBias != nil && !*c.Config.UseBias
		return graph.Dense{Name: c.Config.Name, Units: c.Config.Units, Activation: activation, NoBias: noBias}, nil
	case "Dropout":
		return graph.Dropout{Name: c.Config.Name, Rate: c.Config.Rate}, nil
	case "Flatten":
		return graph.Flatten{Name: c.Config.Name}, nil
	case "Activation":
		return graph.ActivationNamed(c.Config.Activation)
	}
	return nil, fmt.Errorf("got class %q, want Dense, Dropout, Flatten or Activation", c.Class)
}
