package models

import (
	"encoding/json"
	"errors"
	"fmt"

	"digits/graph"
)

// maxLayers is how many layers a file may describe.
const maxLayers = 256

// marshalLayers writes layers as JSON, with a number of units for graph.Classes. The
// error of one that only code can make wraps graph.ErrOwn.
func marshalLayers(layers graph.Sequential, classes int) ([]byte, error) {
	configs := make([]graph.Config, len(layers))
	for i, layer := range layers {
		c, err := graph.ConfigOf(layer)
		if err != nil {
			return nil, fmt.Errorf("models: layer %d: %w", i, err)
		}
		configs[i] = withClasses(c, classes)
	}
	return json.Marshal(configs)
}

// withClasses writes a number for graph.Classes, in layers within layers too.
func withClasses(c graph.Config, classes int) graph.Config {
	settings := make([]graph.NamedValue, len(c.Settings))
	for i, s := range c.Settings {
		switch v := s.Value.(type) {
		case int:
			if s.Name == "units" && v == graph.Classes {
				s.Value = classes
			}
		case []graph.Config:
			inner := make([]graph.Config, len(v))
			for k := range v {
				inner[k] = withClasses(v[k], classes)
			}
			s.Value = inner
		case []any:
			inner := make([]any, len(v))
			for k := range v {
				inner[k] = v[k]
				if one, ok := v[k].(graph.Config); ok {
					inner[k] = withClasses(one, classes)
				}
			}
			s.Value = inner
		}
		settings[i] = s
	}
	c.Settings = settings
	return c
}

// unmarshalLayers reads what marshalLayers writes.
func unmarshalLayers(text []byte) (graph.Sequential, error) {
	var configs []graph.Config
	if err := json.Unmarshal(text, &configs); err != nil {
		return nil, fmt.Errorf("models: layers: %w", err)
	}
	return layersOf(configs)
}

func layersOf(configs []graph.Config) (graph.Sequential, error) {
	if len(configs) > maxLayers {
		return nil, fmt.Errorf("models: got more than %d layers", maxLayers)
	}
	var layers graph.Sequential
	for i, c := range configs {
		layer, err := graph.LayerOf(c)
		if err != nil {
			return nil, fmt.Errorf("models: layer %d: %w", i, err)
		}
		layers = append(layers, layer)
	}
	return layers, nil
}

// madeByCode reports an error about what only code can make.
func madeByCode(err error) bool { return errors.Is(err, graph.ErrOwn) }
