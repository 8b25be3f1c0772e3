package models

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"digits/data"
	"digits/graph"
	"digits/internal/whole"
	"digits/models/safetensors"
	"digits/models/weights"
)

// ErrFormat says that a file is no model that we can read.
var ErrFormat = errors.New("not a model file")

// maxFile bounds what Load reads, and so what it allocates: 256 million weights.
const maxFile = 1 << 30

// Names of the metadata in a file.
const (
	metaFormat  = "format"
	metaRecipe  = "recipe"
	metaLayers  = "layers"
	metaInput   = "input"
	metaScale   = "scale"
	metaLoss    = "loss"
	metaSeed    = "seed"
	metaHistory = "history"

	formatName = "digits 1"
)

// CheckFileName reports a name that Save does not know how to write.
func CheckFileName(path string) error {
	if ext := filepath.Ext(path); ext != ".safetensors" {
		return fmt.Errorf("models: got file %q, want a name that ends in .safetensors", path)
	}
	return nil
}

// Save writes the model as a safetensors file, whole or not at all: the weights
// by name and, as metadata, the recipe, the layers, the input's shape and
// scaling, the loss, the seed and the history's last line. One model always
// gives the same bytes.
func (m *Model) Save(path string) error {
	if err := CheckFileName(path); err != nil {
		return err
	}
	meta, err := m.metadata()
	if err != nil {
		return err
	}
	var arrays []weights.Array
	for name, t := range m.Params.All() {
		arrays = append(arrays, weights.Array{Name: name, Shape: t.Shape(), Values: t.Float32s()})
	}
	return whole.Write(path, func(w io.Writer) error {
		return safetensors.Write(w, arrays, meta)
	})
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
		metaLoss:   m.Loss.Name(),
		metaSeed:   strconv.FormatUint(m.Seed, 10),
	}
	for name, value := range map[string]any{metaInput: m.Input, metaHistory: m.Last} {
		text, err := json.Marshal(value)
		if err != nil {
			return nil, fmt.Errorf("models: %s: %w", name, err)
		}
		meta[name] = string(text)
	}
	return meta, nil
}

// Load reads a model that Save has written.
func Load(path string) (*Model, error) {
	content, err := readBounded(path)
	if err != nil {
		return nil, fmt.Errorf("models: %w", err)
	}
	arrays, meta, err := safetensors.Read(content)
	if err != nil {
		return nil, fmt.Errorf("models: %s: %w: %v", path, ErrFormat, err)
	}
	m, err := fromMetadata(meta)
	if err != nil {
		return nil, fmt.Errorf("models: %s: %w", path, err)
	}
	if err := m.setWeights(arrays); err != nil {
		return nil, fmt.Errorf("models: %s: %w", path, err)
	}
	return m, nil
}

func readBounded(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, fmt.Errorf("%s is a folder, want a model file", path)
	}
	if info.Size() > maxFile {
		return nil, fmt.Errorf("%s has %d bytes, want at most %d", path, info.Size(), maxFile)
	}
	return os.ReadFile(path)
}

// fromMetadata makes the model that a file describes, without its weights.
func fromMetadata(meta map[string]string) (*Model, error) {
	if meta[metaFormat] != formatName {
		return nil, fmt.Errorf("%w: got format %q, want %q", ErrFormat, meta[metaFormat], formatName)
	}
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
	from := graph.FromSoftmax
	if m.Logits() {
		from = graph.FromLogits
	}
	if m.Loss, err = graph.LossNamed(meta[metaLoss], from); err != nil {
		return nil, err
	}
	return m, nil
}

// setWeights gives the model the file's arrays, if they are what its layers want.
func (m *Model) setWeights(arrays []weights.Array) error {
	have := &graph.Params{}
	for _, a := range arrays {
		if err := have.Add(a.Name, a.Shape, a.Values); err != nil {
			return err
		}
	}
	params, err := graph.Restore(m.Layers, m.Input, have)
	if err != nil {
		return err
	}
	m.Params = params
	m.Classes, err = classesOf(m.Layers, m.Input)
	return err
}

func classesOf(layers graph.Sequential, input []int) (int, error) {
	summary, err := graph.Summarize(layers, input)
	if err != nil {
		return 0, err
	}
	if last := summary[len(summary)-1].Output; len(last) == 1 {
		return last[0], nil
	}
	return 0, fmt.Errorf("%w: its output is not one row of classes an image", ErrFormat)
}
