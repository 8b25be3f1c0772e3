package h5

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"

	"digits/models/h5/hdf5"
)

// Write writes a file in the layout asked for, whatever f.Format says. The
// same File makes the same bytes. Model and Archive need Config, in the form
// that Keras gives it there; no layout keeps an optimizer's state. What is
// written loads in Keras 3 and in tf_keras.
func Write(w io.Writer, f *File, format Format) error {
	if err := f.write(w, format); err != nil {
		return fmt.Errorf("h5: %w", err)
	}
	return nil
}

func (f *File) write(w io.Writer, format Format) error {
	for _, c := range []json.RawMessage{f.Config, f.TrainingConfig, f.Record} {
		if c != nil && !json.Valid(c) {
			return fmt.Errorf("write: the configuration is not JSON")
		}
	}
	for _, l := range f.Layers {
		if err := l.checkWritable(); err != nil {
			return err
		}
	}
	var tree *hdf5.Tree
	var err error
	switch format {
	case Model:
		tree, err = f.treeModel()
	case Weights:
		tree, err = f.treePaths()
	case LegacyWeights:
		tree, err = f.treeByName()
	case Archive:
		return f.writeArchive(w)
	default:
		err = fmt.Errorf("write: got format %d, want Model, Weights, LegacyWeights or Archive", format)
	}
	if err != nil {
		return err
	}
	return writeSealed(w, tree)
}

func (f *File) version() string { return cmp.Or(f.KerasVersion, Version) }
func (f *File) backend() string { return cmp.Or(f.Backend, "tensorflow") }

// checkWritable reports a layer that Keras would not read again.
func (l *Layer) checkWritable() error {
	if strings.Contains(l.Name, "/") {
		return fmt.Errorf("write: layer %.100q: Keras takes no name with a slash: name it %.100q", l.Name, LayerName(l.Name))
	}
	if len(l.Layers) > 0 {
		return fmt.Errorf("write: layer %.100q: has layers within it, want a chain of plain layers", l.Name)
	}
	return nil
}

// LayerName makes a name that Keras takes, on TensorFlow too, of one of another library,
// such as params/Dense_0 of Flax or _orig_mod.fc1 of PyTorch: what TensorFlow has in no
// name becomes an underscore, and none begins with one.
func LayerName(name string) string {
	name = notName.ReplaceAllString(name, "_")
	if strings.HasPrefix(name, "_") || strings.HasPrefix(name, "-") || strings.HasPrefix(name, ">") {
		name = "layer" + name
	}
	return name
}

var notName = regexp.MustCompile(`[^A-Za-z0-9_.>-]`)
