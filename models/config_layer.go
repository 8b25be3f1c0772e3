package models

import (
	"encoding/json"
	"fmt"

	"digits/graph"
)

// layerConfig is one layer in the form of Keras' model configurations.
type layerConfig struct {
	Class   string          `json:"class_name"`
	Config  config          `json:"config"`
	Inbound json.RawMessage `json:"inbound_nodes,omitempty"` // in a Functional model
}

type config struct {
	Name       string         `json:"name,omitempty"`
	Units      int            `json:"units,omitempty"`
	Activation activationName `json:"activation,omitempty"`
	UseBias    *bool          `json:"use_bias,omitempty"`
	Rate       float64        `json:"rate,omitempty"`
	activationConfig

	BatchShape      batchShape `json:"batch_shape,omitzero"`       // of Keras 3's InputLayer
	BatchInputShape batchShape `json:"batch_input_shape,omitzero"` // of Keras 2's first layer
}

// activationName is the name of an activation, which Keras writes by itself or
// as an object whose config is the name.
type activationName string

// UnmarshalJSON reads both forms.
func (a *activationName) UnmarshalJSON(text []byte) error {
	var name *string
	if err := json.Unmarshal(text, &name); err == nil {
		if name != nil {
			*a = activationName(*name)
		}
		return nil
	}
	var object struct {
		Class  string          `json:"class_name"`
		Config json.RawMessage `json:"config"`
	}
	if err := json.Unmarshal(text, &object); err != nil {
		return fmt.Errorf("got an activation %.100s, want a name", text)
	}
	if json.Unmarshal(object.Config, (*string)(a)) == nil {
		return nil
	}
	var c activationConfig
	if err := json.Unmarshal(object.Config, &c); err != nil {
		return fmt.Errorf("got an activation %.100s, want a name", text)
	}
	made, err := c.activation(object.Class)
	if err != nil || made == nil {
		return fmt.Errorf("got an activation of class %.100q, want one of Keras' activation layers", object.Class)
	}
	*a = activationName(graph.ActivationText(made))
	return nil
}

// kerasLayersOf makes the layers up to the first that has no class.
func kerasLayersOf(configs []layerConfig) (graph.Sequential, error) {
	var layers graph.Sequential
	for i, c := range configs {
		if c.Class == "" {
			break
		}
		if i == maxLayers {
			return nil, fmt.Errorf("models: got more than %d layers", maxLayers)
		}
		layer, err := c.layer()
		if err != nil {
			return nil, fmt.Errorf("models: layer %d: %w", i, err)
		}
		layers = append(layers, layer)
	}
	return layers, nil
}

func (c layerConfig) layer() (graph.Layer, error) {
	switch c.Class {
	case "Dense":
		activation, err := graph.ActivationNamed(string(c.Config.Activation))
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
		a, err := graph.ActivationNamed(string(c.Config.Activation))
		if p, ok := a.(graph.PReLU); ok {
			p.Layer = c.Config.Name
			a = p
		}
		return a, err
	}
	if a, err := c.Config.activation(c.Class); a != nil || err != nil {
		return a, err
	}
	return nil, fmt.Errorf("got class %.100q, want Dense, Dropout, Flatten, Activation, ReLU, LeakyReLU, ELU, ThresholdedReLU or Softmax", c.Class)
}
