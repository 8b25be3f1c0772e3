package models

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"regexp"
	"strings"

	"digits/models/weights"
)

// A file of Keras' or PyTorch's has no place for all that a model is: pixels' scaling,
// and, in files of weights, layers. Where what it says is not enough to read the model
// again, it has a record too, which its library passes over: what the metadata of a
// .safetensors file are, and metaArrays.
//
// metaArrays are the names of the file's arrays and those of the parameters here; "" of
// an array that stands there because the library has it.
const metaArrays = "arrays"

// withRecord writes a file, with a record where one is needed. names are those of
// metaArrays.
func (m *Model) withRecord(w io.Writer, names map[string]string, write func(io.Writer, []byte) error) error {
	var plain bytes.Buffer
	if err := write(&plain, nil); err != nil {
		return err
	}
	meta, err := m.metadata()
	if err != nil {
		return err
	}
	if meta[metaStructure] != "" || m.Run == nil && m.understood(plain.Bytes(), meta) {
		_, err := w.Write(plain.Bytes()) // of layers that only code can make, the recipe says what they are
		return err
	}
	text, err := json.Marshal(names)
	if err != nil {
		return fmt.Errorf("models: %s: %w", metaArrays, err)
	}
	meta[metaArrays] = string(text)
	record, err := json.Marshal(meta)
	if err != nil {
		return fmt.Errorf("models: record: %w", err)
	}
	return write(w, record)
}

// understood reports whether the model is read out of a file as it is.
func (m *Model) understood(file []byte, meta map[string]string) bool {
	c, err := readContents(file)
	if err != nil {
		return false
	}
	back, err := c.anyModel(LoadOptions{})
	if err != nil {
		return false
	}
	said, err := back.metadata()
	return err == nil && maps.Equal(essential(meta), essential(said))
}

// layerText finds a layer's own name, which matters to no prediction.
var layerText = regexp.MustCompile(`"name":"[^"]*",?`)

// essential leaves out of a model's metadata what matters to no prediction and no
// training that goes on.
func essential(meta map[string]string) map[string]string {
	rest := maps.Clone(meta)
	for _, name := range []string{metaRecipe, metaSeed, metaHistory, metaAssumed, metaGuessed, metaRun} {
		delete(rest, name)
	}
	rest[metaLayers] = layerText.ReplaceAllString(rest[metaLayers], "")
	return rest
}

// takeRecord takes what a file's record says.
func (c *Contents) takeRecord(record []byte) error {
	if record == nil {
		return nil
	}
	if err := json.Unmarshal(record, &c.Metadata); err != nil {
		return fmt.Errorf("its record of the model: %v: get the file again", err)
	}
	return nil
}

// recorded makes the model of a file that has a record.
func (c *Contents) recorded(o LoadOptions) (*Model, error) {
	var names map[string]string
	if err := json.Unmarshal([]byte(c.Metadata[metaArrays]), &names); err != nil {
		return nil, fmt.Errorf("%w: %s: %v", ErrFormat, metaArrays, err)
	}
	var arrays []weights.Array
	for name, a := range c.inLayers {
		of, ok := names[name]
		switch {
		case !ok:
			return nil, fmt.Errorf("%w: it has the array %.100q, and its record has not: save it again in the library that has changed it", ErrFormat, name)
		case of == "":
			continue
		case c.keras == nil:
			a = fromTorch(a)
		case strings.HasSuffix(of, "/alpha"):
			a.Shape = []int{len(a.Values)}
		}
		a.Name = of
		arrays = append(arrays, a)
	}
	if c.keras != nil && len(c.keras.Unread) > 0 {
		return nil, fmt.Errorf("it has what is part of no layer here, and may matter: %s: convert the model again", listed(c.keras.Unread))
	}
	m, err := (&Contents{Arrays: arrays, Metadata: c.Metadata}).ours(o)
	if err == nil {
		m.Assumed = append(m.Assumed, c.ignored()...)
	}
	return m, err
}

// inLayers yields the arrays by the names of metaArrays.
func (c *Contents) inLayers(yield func(string, weights.Array) bool) {
	if c.keras == nil {
		for _, a := range c.Arrays {
			if !yield(a.Name, a) {
				return
			}
		}
		return
	}
	for _, l := range c.keras.Layers {
		for k, a := range l.Weights {
			if !yield(inLayer(l.Name, k), a) {
				return
			}
		}
	}
}

// inLayer names a layer's k-th array.
func inLayer(layer string, k int) string { return fmt.Sprintf("%s/%d", layer, k) }
