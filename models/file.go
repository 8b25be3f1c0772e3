package models

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"digits/data"
	"digits/graph"
	"digits/internal/whole"
	"digits/models/weights"
)

// ErrFormat says that a file is no model that we can read.
var ErrFormat = errors.New("not a model file")

// maxFile bounds what Load reads, and so what it allocates: 256 million weights.
const maxFile = 1 << 30

// Extensions returns the endings of the files that Save writes.
func Extensions() []string {
	return []string{".safetensors", ".h5", ".weights.h5", ".keras", ".pth", ".onnx"}
}

// Extension returns the ending that says a file's format: that of filepath.Ext,
// but .weights.h5 is one.
func Extension(path string) string {
	const weights = ".weights.h5"
	if strings.HasSuffix(path, weights) {
		return weights
	}
	return filepath.Ext(path)
}

// CheckFileName reports a name that Save does not know how to write.
func CheckFileName(path string) error {
	if !slices.Contains(Extensions(), Extension(path)) {
		return fmt.Errorf("models: got file %q, want a name that ends in one of %s", path, strings.Join(Extensions(), ", "))
	}
	return nil
}

// SaveOptions are choices that only some formats have.
type SaveOptions struct {
	Raw bool // an .onnx model takes bytes and gives probabilities
}

// Save writes the model, whole or not at all, in the format that the name's
// ending asks for. One model always gives the same bytes. A .safetensors file says
// all that there is. Keras' and PyTorch's files (.h5, .keras, .weights.h5, .pth) say it
// in a record that is read here alone, where their libraries have no place for it: the
// input's scaling, how the model was trained, and in files of weights the layers. An
// .onnx model is what the network computes in inference, operation by operation, for
// other programs; it loses what does nothing then, such as dropout, and an operation
// without a counterpart is an error.
func (m *Model) Save(path string) error { return m.SaveWith(path, SaveOptions{}) }

// SaveWith is Save with options.
func (m *Model) SaveWith(path string, o SaveOptions) error {
	if err := CheckFileName(path); err != nil {
		return err
	}
	extension := Extension(path)
	if o.Raw && extension != ".onnx" {
		return fmt.Errorf("models: got raw for %q, want it for .onnx only: other formats have no place for the scaling", path)
	}
	return whole.Write(path, func(w io.Writer) error {
		return m.write(w, extension, o.Raw)
	})
}

// Write writes what Save puts into a file of that ending.
func (m *Model) Write(w io.Writer, extension string) error {
	if err := CheckFileName("model" + extension); err != nil {
		return err
	}
	return m.write(w, extension, false)
}

// write writes the format of a file's ending.
func (m *Model) write(w io.Writer, extension string, raw bool) error {
	switch extension {
	case ".safetensors":
		return m.writeSafetensors(w)
	case ".pth":
		return m.writeTorch(w)
	case ".onnx":
		return m.writeONNX(w, raw)
	}
	return m.writeKeras(w, extension)
}

// Saves reports a format, by its file's ending, that cannot hold the model: nil if it
// can.
func (m *Model) Saves(extension string) error {
	if err := m.write(io.Discard, extension, false); err != nil {
		return withoutPrefix(err)
	}
	return nil
}

// LoadOptions say what a file may leave open.
type LoadOptions struct {
	Recipe *Recipe     // whose layers the weights are for; nil: what the file says, or what names and shapes tell
	Scale  *data.Scale // of the input; nil: what the file says, or else the recipe's or format's default

	// Activation is that between the layers of a file of weights that does not say; nil:
	// what names and numbers tell, or else ReLU.
	Activation graph.Activation
}

// recipe returns the recipe asked for, or else that of the name.
func (o LoadOptions) recipe(name string) (Recipe, error) {
	if o.Recipe != nil {
		return *o.Recipe, nil
	}
	return RecipeNamed(name)
}

// NamedOptions returns the options that the names of a recipe, a scale and an activation
// stand for. An empty one leaves the option open.
func NamedOptions(recipe, scale, activation string) (o LoadOptions, err error) {
	if activation != "" {
		if o.Activation, err = graph.ActivationNamed(activation); err != nil {
			return o, err
		}
	}
	if recipe != "" {
		r, err := RecipeNamed(recipe)
		if err != nil {
			return o, err
		}
		o.Recipe = &r
	}
	if scale != "" {
		s, err := data.ParseScale(scale)
		if err != nil {
			return o, err
		}
		o.Scale = &s
	}
	return o, nil
}

// Load reads a model that Save has written, the one in a checkpoint of a training,
// or one of Keras', PyTorch's or ONNX: all
// that Save writes, and other layouts of the same formats. The content
// tells the format, not the name. What the file does not say is assumed, and
// Assumed says what.
func Load(path string) (*Model, error) { return LoadWith(path, LoadOptions{}) }

// Read is Load of a file's content.
func Read(content []byte) (*Model, error) {
	c, err := readContents(content)
	if err != nil {
		return nil, fmt.Errorf("models: %w", err)
	}
	m, err := c.model(LoadOptions{})
	if err != nil {
		return nil, fmt.Errorf("models: %w", withoutPrefix(err))
	}
	return m, nil
}

// LoadWith is Load with options. An option that contradicts the file is an error.
func LoadWith(path string, o LoadOptions) (m *Model, err error) {
	c, err := ReadContents(path)
	if err == nil {
		m, err = c.model(o)
	}
	if err != nil {
		return nil, fmt.Errorf("models: %s: %w", path, withoutPrefix(err))
	}
	return m, nil
}

// model makes the model that the contents are of. One whose weights are not all finite
// is an error.
func (c *Contents) model(o LoadOptions) (*Model, error) {
	m, err := c.anyModel(o)
	if err != nil {
		return nil, err
	}
	if err := m.CheckFinite(); err != nil {
		return nil, fmt.Errorf("%w: its training has failed, train it anew", err)
	}
	return m, nil
}

func (c *Contents) anyModel(o LoadOptions) (*Model, error) {
	if err := weights.Partial(c.Arrays); err != nil {
		return nil, err
	}
	switch {
	case c.onnx != nil:
		return c.onnxModel(o)
	case c.Metadata[metaArrays] != "":
		return c.recorded(o)
	case c.Metadata[metaFormat] == formatName:
		return c.ours(o)
	case c.Metadata[metaFormat] == CheckpointFormat:
		return c.inCheckpoint(o)
	case c.keras != nil && c.Config != nil:
		return c.kerasModel(o)
	}
	return c.deduce(o)
}

// withoutPrefix drops this package's name from an error that gets it again.
func withoutPrefix(err error) error {
	if text, ok := strings.CutPrefix(err.Error(), "models: "); ok {
		return &renamed{text, err}
	}
	return err
}

type renamed struct {
	text string
	err  error
}

func (r *renamed) Error() string { return r.text }
func (r *renamed) Unwrap() error { return r.err }
