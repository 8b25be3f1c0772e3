// Package h5 reads and writes the files that Keras saves models and weights
// to: .h5, .weights.h5 and .keras, as Keras 2 and Keras 3 write them.
//
// It turns bytes into arrays with names, layer by layer, and into the JSON of
// the configuration, and back. What a layer is and does, it does not know.
//
// The layouts were read off files saved by Keras 3.15.1 and tf_keras 2.21.0,
// and off those versions' modules legacy_h5_format and saving_lib.
package h5

import (
	"encoding/json"
	"errors"

	"digits/models/weights"
)

// ErrNotKeras says that the bytes are none of the files that Keras saves.
var ErrNotKeras = errors.New("not a file of Keras")

// Format is one of the layouts in which Keras saves.
type Format int

// The layouts that Keras has.
const (
	// Unknown is the zero value, and no layout.
	Unknown Format = iota
	// Model is .h5: a whole model, with configuration.
	Model
	// Weights is .weights.h5 of Keras 3 and of later Keras 2: arrays by the
	// layer's class and number.
	Weights
	// LegacyWeights is .h5 of Keras 2's save_weights: arrays by the layer's
	// name.
	LegacyWeights
	// Archive is .keras: a zip of the configuration and of a file of Weights.
	Archive
)

// String returns the file name's extension that Keras gives the layout.
func (f Format) String() string {
	switch f {
	case Model:
		return ".h5 (model)"
	case Weights:
		return ".weights.h5"
	case LegacyWeights:
		return ".h5 (weights)"
	case Archive:
		return ".keras"
	}
	return "unknown"
}

// File is what one file of Keras holds.
type File struct {
	Format Format

	// KerasVersion is the version that saved the file; a file of Weights does
	// not say. Written, an empty one becomes Version.
	KerasVersion string
	// Backend is what Keras ran on; only the layouts by name say. Written, an
	// empty one becomes "tensorflow", for which every version converts nothing.
	Backend string

	// Config is the model's configuration, as model_config or config.json has
	// it; nil in a file of weights only. The two have the same structure:
	// class_name, and config with name and layers.
	Config json.RawMessage
	// TrainingConfig is optimizer, loss and metrics of a Model, or nil. An
	// Archive has them inside Config, as compile_config.
	TrainingConfig json.RawMessage

	// Record is a JSON object of whoever wrote the file, as an attribute named digits
	// of the root, which Keras does not read; nil for none.
	Record json.RawMessage

	// Sealed says that the file has a checksum, and that it is right. Those that
	// Write makes have one, but for an Archive, which has its zip's.
	Sealed bool

	// Name is the model's own name, if the file says it.
	Name string
	// Layers are the model's layers, also those without weights, such as
	// rescaling, leaky_re_lu or add. They stand in the model's order, but for
	// a file of Weights, which does not tell: there, layers of the same class
	// follow each other in the model's order, and the classes are sorted; then
	// come the layers that a model class of one's own has as attributes, by
	// their names. Sequential models leave out their InputLayer.
	Layers []Layer

	// Optimizer says that the file has the optimizer's state. It is not read.
	Optimizer bool
	// State lists what else does not matter to a prediction: the state of
	// metrics and of random layers.
	State []string
	// Unread lists, a line each, groups and arrays that are part of no layer
	// here, and may matter.
	Unread []string
}

// Layer is one layer's name and weights.
type Layer struct {
	Name string
	// Class is Keras' class, such as Dense, or in snake case where only a path
	// says it (Weights); empty where nothing does (LegacyWeights). Writing
	// Weights and Archive needs it, in either form.
	Class string
	// Weights are in Keras' order, for Dense kernel and bias. A weight's name
	// is its path in the file. Writing Model and LegacyWeights puts it at that
	// path below the layer; the others number the weights.
	Weights []weights.Array

	// Layers are the layers within this one: those of a model that is a layer
	// of another, what a wrapper wraps, the activation that is a layer. A
	// Model's and LegacyWeights' layer has all weights itself, named by their
	// paths. Layers within layers are not written.
	Layers []Layer
	// Path is the layer's group in a file of Weights or an Archive, such as
	// layers/dense_1, or fc1 for an attribute of a class of one's own.
	Path string
	// Place is where that group stands in the file. Keras makes the groups of
	// layers in the model's order, so that the places tell that order where
	// nothing else does, unless the file was packed anew. It is a hint.
	Place uint64
}

// All calls yield with a layer and, depth first, with those within it, until
// it returns false.
func (l *Layer) All(yield func(*Layer) bool) {
	l.all(yield)
}

func (l *Layer) all(yield func(*Layer) bool) bool {
	if !yield(l) {
		return false
	}
	for i := range l.Layers {
		if !l.Layers[i].all(yield) {
			return false
		}
	}
	return true
}

// Version is the version of Keras whose files ours are like.
const Version = "3.15.1"
