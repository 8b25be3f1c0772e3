package h5

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"digits/models/h5/hdf5"
)

// slack is what reading may allocate beyond the size of the file: names,
// headers, tables. Together with what decoding the configuration takes it
// stays below 8 MiB.
const slack = 5 << 20

// maxConfig is how long a configuration may be: about 1,400 layers' worth.
const maxConfig = 1 << 20

// Read reads any file that Keras saves, recognised by its content. Reading
// allocates at most the size of data and 8 MiB; float16 is widened, which may
// take as much again. A file that is none of Keras' is an error that wraps
// ErrNotKeras; a damaged or unsupported one wraps an error of package hdf5.
func Read(data []byte) (*File, error) {
	limit := len(data) + slack
	if bytes.HasPrefix(data, []byte(zipSignature)) {
		return readArchive(data, limit)
	}
	if !bytes.HasPrefix(data, []byte(hdf5.Signature)) {
		return nil, fmt.Errorf("h5: got %d bytes that are neither HDF5 nor a zip: %w", len(data), ErrNotKeras)
	}
	root, err := hdf5.Open(data, limit)
	if err != nil {
		return nil, explained(err)
	}
	f, err := readRoot(root)
	if err == nil {
		f.Sealed, err = checkSeal(data, root)
	}
	if err != nil {
		return nil, explained(err)
	}
	return f, nil
}

// explained ends an error in HDF5's own words with what to do.
func explained(err error) error {
	remedy := ""
	switch {
	case errors.Is(err, hdf5.ErrMalformed):
		remedy = ": the file is damaged or was cut: get it again, or save it again in Keras"
	case errors.Is(err, hdf5.ErrUnsupported), errors.Is(err, hdf5.ErrMissing):
		remedy = ": it is not as Keras saves a model: load it in Keras, and save it again"
	case errors.Is(err, hdf5.ErrLimit):
		remedy = ": it claims more than a file of its size can hold: load it in Keras, and save it again"
	}
	return fmt.Errorf("h5: %w%s", err, remedy)
}

// readRoot tells the three layouts of an HDF5 file from each other.
func readRoot(root *hdf5.Group) (*File, error) {
	layers, err := attributeList(root, "layer_names")
	switch {
	case err != nil:
		return nil, err
	case root.Has("model_weights"):
		return readModel(root)
	case layers != nil:
		f := &File{Format: LegacyWeights}
		return f, f.readByName(root, layers)
	case isWeights(root):
		return readWeights(root)
	}
	names := root.Names()
	return nil, fmt.Errorf("root: got the groups %.200q, want model_weights, layers or the attribute layer_names: %w",
		strings.Join(names[:min(len(names), 10)], " "), ErrNotKeras)
}

// text returns an attribute that is one string, empty if there is none.
func text(g *hdf5.Group, name string) (string, error) {
	values, _, err := g.Strings(name)
	if err != nil || len(values) == 0 {
		return "", err
	}
	return values[0], nil
}

// document returns an attribute that is JSON, nil if there is none.
func document(g *hdf5.Group, name string, limit int) (json.RawMessage, error) {
	s, err := text(g, name)
	if err != nil || s == "" {
		return nil, err
	}
	if len(s) > limit {
		return nil, fmt.Errorf("%s: got %d bytes, want at most %d: %w", name, len(s), limit, hdf5.ErrLimit)
	}
	if c := json.RawMessage(s); json.Valid(c) {
		return c, nil
	}
	return nil, fmt.Errorf("%s: got what is not JSON: %w", name, hdf5.ErrMalformed)
}
