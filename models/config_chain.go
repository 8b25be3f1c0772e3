package models

import (
	"bytes"
	"encoding/json"
	"fmt"

	"digits/graph"
)

// batchShape is a shape as Keras writes it, the batch's size first, null for
// what is left open. An array bounds the memory: JSON drops what is beyond it.
type batchShape [6]*int

// example returns the shape of one example, nil if there is none.
func (s batchShape) example() []int {
	var shape []int
	for _, d := range s[1:] {
		if d == nil {
			break
		}
		shape = append(shape, *d)
	}
	return shape
}

// chainConfig is the configuration of a model of Keras: a Sequential, or a
// Functional whose layers follow each other.
type chainConfig struct {
	Layers     [maxLayers + 1]layerConfig `json:"layers"`
	BuildShape batchShape                 `json:"build_input_shape"`
	Outputs    outputLayers               `json:"output_layers"`
}

// chain is what such a configuration says.
type chain struct {
	layers graph.Sequential
	input  []int // nil if it says none
}

// parseChain reads the configuration that Keras has in .h5 and .keras.
func parseChain(text []byte) (chain, error) {
	var model struct {
		Class  string          `json:"class_name"`
		Config json.RawMessage `json:"config"`
	}
	if err := json.Unmarshal(text, &model); err != nil {
		return chain{}, fmt.Errorf("%w: configuration: %v", ErrFormat, err)
	}
	c := &chainConfig{}
	var into any = c
	if bytes.HasPrefix(bytes.TrimSpace(model.Config), []byte("[")) {
		into = &c.Layers // before Keras 2.2.3
	}
	if err := json.Unmarshal(model.Config, into); err != nil {
		return chain{}, fmt.Errorf("%w: configuration: %v", ErrFormat, err)
	}
	switch model.Class {
	case "Sequential":
	case "Functional", "Model":
		if err := c.checkPlain(); err != nil {
			return chain{}, err
		}
	default:
		return chain{}, fmt.Errorf("got a model of class %.100q, want Sequential or Functional", model.Class)
	}
	return c.chain()
}

// chain takes the input's shape from an InputLayer, or from where else Keras
// has it.
func (c *chainConfig) chain() (k chain, err error) {
	layers := c.Layers[:]
	first := layers[0]
	if first.Class == "InputLayer" {
		layers = layers[1:]
	}
	for _, shape := range []batchShape{first.Config.BatchShape, first.Config.BatchInputShape, c.BuildShape} {
		if k.input == nil {
			k.input = shape.example()
		}
	}
	k.layers, err = kerasLayersOf(layers)
	if err == nil && len(k.layers) == 0 {
		err = fmt.Errorf("%w: its configuration has no layers", ErrFormat)
	}
	return k, err
}

// checkPlain reports a Functional model that is not a chain of layers: each
// must read the one before, once, and the last be the only output.
func (c *chainConfig) checkPlain() error {
	last := ""
	for i, l := range c.Layers {
		if l.Class == "" {
			break
		}
		from, ok := source(l.Inbound)
		if !ok || from != last || (i == 0) != (l.Class == "InputLayer") {
			return fmt.Errorf("layer %d, %.100q: reads %.100q, want the layer before it, %q: only plain chains of layers can be read", i, l.Config.Name, from, last)
		}
		last = l.Config.Name
	}
	if c.Outputs.name != last {
		return fmt.Errorf("got the output %.100q, want the last layer, %q: only plain chains of layers can be read", c.Outputs.name, last)
	}
	return nil
}

// source returns the one layer that a layer reads, "" for none. ok is false if
// there are more.
func source(inbound []byte) (name string, ok bool) {
	var keras3 [2]struct {
		Args [2]struct {
			Config struct {
				History [1]string `json:"keras_history"`
			} `json:"config"`
		} `json:"args"`
	}
	if inbound == nil {
		return "", true
	}
	if json.Unmarshal(inbound, &keras3) == nil {
		more := keras3[0].Args[1].Config.History[0] + keras3[1].Args[0].Config.History[0]
		return keras3[0].Args[0].Config.History[0], more == ""
	}
	var keras2 [2][2][1]string
	err := json.Unmarshal(inbound, &keras2)
	return keras2[0][0][0], err == nil && keras2[0][1][0] == "" && keras2[1][0][0] == ""
}

// outputLayers is ["dense", 0, 0] in Keras 3 and a list of such in Keras 2.
type outputLayers struct{ name string }

// UnmarshalJSON reads both forms; more than one output leaves the name empty.
func (o *outputLayers) UnmarshalJSON(text []byte) error {
	var one [1]string
	if json.Unmarshal(text, &one) == nil {
		o.name = one[0]
		return nil
	}
	var list [2][1]string
	if json.Unmarshal(text, &list) == nil && list[1][0] == "" {
		o.name = list[0][0]
	}
	return nil
}
