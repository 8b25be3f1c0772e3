package models

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"digits/data"
	"digits/graph"
	"digits/models/safetensors"
)

// Names of the metadata in a file.
const (
	metaFormat    = "format"
	metaRecipe    = "recipe"
	metaLayers    = "layers"
	metaInput     = "input"
	metaScale     = "scale"
	metaLoss      = "loss"
	metaSeed      = "seed"
	metaHistory   = "history"
	metaOptimizer = "optimizer"

	formatName = "digits 1"
)

// writeSafetensors writes the weights by name and, as metadata, the recipe, the
// layers, the input's shape and scaling, the loss, the seed, the history's last
// line and, if it is not the recipe's, the optimizer.
func (m *Model) writeSafetensors(w io.Writer) error {
	meta, err := m.metadata()
	if err != nil {
		return err
	}
	return safetensors.Write(w, m.Weights(), meta)
}

func (m *Model) metadata() (map[string]string, error) {
	layers, err := marshalLayers(m.Layers)
	if err != nil {
		return nil, err
	}
	meta := map[string]string{
		metaFormat: formatName,
		metaRecipe: m.Recipe,
		metaLayers: string(layers),
		metaScale:  m.Scale.String(),
		metaLoss:   graph.LossText(m.Loss),
		metaSeed:   strconv.FormatUint(m.Seed, 10),
	}
	for name, value := range map[string]any{metaInput: m.Input, metaHistory: m.Last} {
		text, err := json.Marshal(value)
		if err != nil {
			return nil, fmt.Errorf("models: %s: %w", name, err)
		}
		meta[name] = string(text)
	}
	optimizer, err := m.optimizerText()
	if optimizer != "" {
		meta[metaOptimizer] = optimizer
	}
	return meta, err
}

// ours makes the model that writeSafetensors wrote.
func (c *Contents) ours(o LoadOptions) (*Model, error) {
	m, err := fromMetadata(c.Metadata)
	if err != nil {
		return nil, err
	}
	if o.Recipe != nil {
		if err := o.Recipe.wants(m.Layers); err != nil {
			return nil, err
		}
	}
	if o.Scale != nil {
		m.Scale = *o.Scale
	}
	return m, m.restore(c.Arrays)
}

// fromMetadata makes the model that a file describes, without its weights.
func fromMetadata(meta map[string]string) (*Model, error) {
	layers, err := unmarshalLayers([]byte(meta[metaLayers]))
	if err != nil {
		return nil, err
	}
	if len(layers) == 0 {
		return nil, fmt.Errorf("%w: it has no layers", ErrFormat)
	}
	m := &Model{Recipe: meta[metaRecipe], Layers: layers}
	if m.Scale, err = data.ParseScale(meta[metaScale]); err != nil {
		return nil, err
	}
	if m.Seed, err = strconv.ParseUint(meta[metaSeed], 10, 64); err != nil {
		return nil, fmt.Errorf("%w: seed %q is no number", ErrFormat, meta[metaSeed])
	}
	if err := json.Unmarshal([]byte(meta[metaInput]), &m.Input); err != nil {
		return nil, fmt.Errorf("%w: input %q: %v", ErrFormat, meta[metaInput], err)
	}
	if err := json.Unmarshal([]byte(meta[metaHistory]), &m.Last); err != nil {
		return nil, fmt.Errorf("%w: history %q: %v", ErrFormat, meta[metaHistory], err)
	}
	if m.Optimizer, err = parseOptimizer(meta[metaOptimizer]); err != nil {
		return nil, err
	}
	m.Loss, err = graph.LossNamed(meta[metaLoss], m.lossFrom())
	return m, err
}
