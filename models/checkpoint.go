package models

import (
	"fmt"
	"strings"

	"digits/models/weights"
)

// A checkpoint of a training, which package train writes, is a safetensors file
// with the model in it: its metadata as a model's file has them but for the
// format, its weights under CheckpointWeights.
const (
	CheckpointFormat  = "digits checkpoint 1"
	CheckpointWeights = "model/"
)

// Metadata returns what a .safetensors file says of the model, with last for the
// last line of its history.
func (m *Model) Metadata(last map[string]string) (map[string]string, error) {
	before := m.Last
	defer func() { m.Last = before }()
	m.Last = last
	return m.metadata()
}

// inCheckpoint takes the model out of a checkpoint.
func (c *Contents) inCheckpoint(o LoadOptions) (*Model, error) {
	if c.Metadata[metaLayers] == "" && c.Metadata[metaStructure] == "" {
		return nil, fmt.Errorf("%w: it is a checkpoint that does not say of which layers", ErrFormat)
	}
	var arrays []weights.Array
	for _, a := range c.Arrays {
		if name, ok := strings.CutPrefix(a.Name, CheckpointWeights); ok {
			a.Name = name
			arrays = append(arrays, a)
		}
	}
	return (&Contents{Arrays: arrays, Metadata: c.Metadata}).ours(o)
}
