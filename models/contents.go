package models

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"digits/internal/whole"
	"digits/models/foreign"
	"digits/models/h5"
	"digits/models/onnx"
	"digits/models/pth"
	"digits/models/safetensors"
	"digits/models/seal"
	"digits/models/weights"
)

// Contents are what a file holds, before it is taken for a model.
type Contents struct {
	Format    string            // what it was recognised as, with its version if it says one
	Arrays    []weights.Array   // as named in the file
	Metadata  map[string]string // of safetensors, and of our files of other formats that have a record
	Config    json.RawMessage   // the layers as Keras describes them, nil if the file does not
	Optimizer bool              // it also has an optimizer's state, which is not read
	Sealed    bool              // it has a checksum of its own, which is right

	keras   *h5.File
	onnx    *onnx.Model
	modules []string // of a state dict of PyTorch's, with those without weights; nil if not known
	besides []string // what else the file has, a line each
}

// ReadContents reads any file of weights that Load recognises, also one that is
// no model.
func ReadContents(path string) (*Contents, error) {
	if err := safetensors.CheckShard(path); err != nil {
		return nil, err
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil, errors.New("is " + foreign.Folder(path))
	}
	data, err := whole.ReadFile(path, maxFile)
	if err != nil {
		return nil, errors.Unwrap(err) // the path is said by who calls
	}
	return readContents(data)
}

func readContents(data []byte) (*Contents, error) {
	read := readerOf(data)
	if read == nil {
		if what := foreign.File(data); what != "" {
			return nil, fmt.Errorf("%w: got %s", ErrFormat, what)
		}
		return nil, fmt.Errorf("%w: got %d bytes that are neither safetensors nor a .h5, .weights.h5 or .keras file of Keras nor a .pth file of PyTorch nor an .onnx model", ErrFormat, len(data))
	}
	c, err := read(data)
	if err != nil {
		return nil, &formatError{err}
	}
	return c, nil
}

// readerOf tells the formats apart by content; nil is none of them.
func readerOf(data []byte) func([]byte) (*Contents, error) {
	switch {
	case h5.Recognize(data):
		return readKeras
	case pth.Recognize(data):
		return readTorch
	case safetensors.Recognize(data):
		return readSafetensors
	case onnx.Recognize(data):
		return readONNX
	}
	return nil
}

func readSafetensors(data []byte) (*Contents, error) {
	arrays, metadata, err := safetensors.Read(data)
	_, sealed := metadata[seal.Name]
	delete(metadata, seal.Name)
	return &Contents{Format: "safetensors", Arrays: arrays, Metadata: metadata, Sealed: sealed}, err
}

func readTorch(data []byte) (*Contents, error) {
	file, err := pth.Read(data)
	if err != nil {
		return nil, err
	}
	c := &Contents{Format: "PyTorch state dict (" + string(file.Format) + ")", Arrays: file.Arrays, Optimizer: file.Optimizer, Sealed: file.Format == pth.Zip, modules: file.Modules, besides: file.Unread}
	if file.Key != "" {
		c.Format += " under " + file.Key
	}
	return c, c.takeRecord(file.Record)
}

func readKeras(data []byte) (*Contents, error) {
	file, err := h5.Read(data)
	if err != nil {
		return nil, err
	}
	c := &Contents{Format: "Keras " + file.Format.String(), Config: file.Config, Optimizer: file.Optimizer, Sealed: file.Sealed || file.Format == h5.Archive, keras: file}
	if file.KerasVersion != "" {
		c.Format += " of Keras " + file.KerasVersion
	}
	for i := range file.Layers {
		layer := &file.Layers[i]
		for part := range layer.All {
			for _, w := range part.Weights {
				w.Name = arrayPath(file.Format, layer.Name, w.Name)
				c.Arrays = append(c.Arrays, w)
			}
		}
	}
	return c, c.takeRecord(file.Record)
}

// arrayPath is a name that says the layer too.
func arrayPath(format h5.Format, layer, name string) string {
	if format == h5.Model || format == h5.LegacyWeights {
		return layer + "/" + name
	}
	return name
}

// formatError marks what a format's reader says as ErrFormat, in its own words.
type formatError struct{ err error }

func (e *formatError) Error() string { return e.err.Error() }

func (e *formatError) Unwrap() []error { return []error{ErrFormat, e.err} }
