package models

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"

	"digits/models/pth"
	"digits/models/weights"
)

// metaDict is, in the record of a .pth file, the state dict's names and those of the
// parameters here; "" for an array that stands there because PyTorch has it.
const metaDict = "state_dict"

// writeTorch writes a state dict. Where its names and sizes do not tell what Load needs to
// know, the file has a record of it too, which PyTorch does not read.
func (m *Model) writeTorch(w io.Writer) error {
	arrays, err := m.torchArrays()
	if err != nil {
		return err
	}
	dict := stateDict(arrays)
	record, err := m.torchRecord(arrays, dict)
	if err != nil {
		return err
	}
	return pth.WriteWith(w, dict, record)
}

// torchRecord returns the record, nil where none is needed.
func (m *Model) torchRecord(arrays []torchArray, dict []weights.Array) ([]byte, error) {
	meta, err := m.metadata()
	if err != nil || m.structure != nil || meta[metaStructure] != "" {
		return nil, err // of layers that only code can make: the recipe says what they are
	}
	if back, err := (&Contents{Arrays: dict}).deduce(LoadOptions{}); err == nil {
		if said, err := back.metadata(); err == nil && maps.Equal(essential(meta), essential(said)) {
			return nil, nil
		}
	}
	names := map[string]string{}
	for _, a := range arrays {
		names[a.Name] = a.of
	}
	text, err := json.Marshal(names)
	if err != nil {
		return nil, fmt.Errorf("models: %s: %w", metaDict, err)
	}
	meta[metaDict] = string(text)
	return json.Marshal(meta)
}

// essential leaves out of a model's metadata what matters to no prediction and no
// training that goes on.
func essential(meta map[string]string) map[string]string {
	rest := maps.Clone(meta)
	for _, name := range []string{metaRecipe, metaSeed, metaHistory, metaAssumed, metaGuessed} {
		delete(rest, name)
	}
	return rest
}

// recorded makes the model of a .pth file that has a record.
func (c *Contents) recorded(o LoadOptions) (*Model, error) {
	var names map[string]string
	if err := json.Unmarshal([]byte(c.Metadata[metaDict]), &names); err != nil {
		return nil, fmt.Errorf("%w: %s: %v", ErrFormat, metaDict, err)
	}
	var arrays []weights.Array
	for _, a := range c.Arrays {
		of, ok := names[a.Name]
		if !ok {
			return nil, fmt.Errorf("%w: it has the array %.100q, which its record does not: save the state dict again in PyTorch", ErrFormat, a.Name)
		}
		if of == "" {
			continue
		}
		if len(a.Shape) == 2 {
			a = transposed(a)
		}
		a.Name = of
		arrays = append(arrays, a)
	}
	return (&Contents{Arrays: arrays, Metadata: c.Metadata}).ours(o)
}
