package models

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"strconv"
	"strings"

	"digits/graph"
)

// object is what Keras writes of a thing that it can make again. Module and
// Registered stand in .keras only.
type object struct {
	Module     string          `json:"module,omitempty"`
	Class      string          `json:"class_name"`
	Config     any             `json:"config"`
	Name       string          `json:"name,omitempty"`          // in a Functional model
	Inbound    any             `json:"inbound_nodes,omitempty"` // and what the layer reads there, use by use
	Registered json.RawMessage `json:"registered_name,omitempty"`
	Compile    any             `json:"compile_config,omitempty"`
}

// entries are an object's configuration; JSON sorts them by name.
type entries = map[string]any

// archived returns the configuration in the form that .keras has: with modules,
// and with what compile was called with.
func (m *Model) archived(model object, training entries) object {
	layers := model.Config.(entries)["layers"].([]object)
	for i := range layers {
		layers[i] = layers[i].in("keras.layers")
	}
	if model.Class == functional {
		model.Class = "Model" // by which Keras 2 and 3 find it in their module
	}
	model = model.in("keras")
	if training == nil {
		return model
	}
	training["optimizer"] = training["optimizer_config"].(object).in("keras.optimizers")
	delete(training, "optimizer_config")
	if loss, ok := training["loss"].(object); ok {
		training["loss"] = loss.in("keras.losses")
	}
	model.Compile = training
	return model
}

// in says the module, in which Keras finds the class.
func (o object) in(module string) object {
	o.Module, o.Registered = module, json.RawMessage("null")
	return o
}

// kerasName is what Keras calls a model that has no name.
const kerasName = "sequential"

// kerasLayer describes a layer as Keras does.
func kerasLayer(layer graph.Layer, name string, classes int) (object, error) {
	c, err := graph.ConfigOf(layer)
	if err != nil {
		return object{}, fmt.Errorf("%w: save as .safetensors", err)
	}
	c = withClasses(c, classes)
	if merge, ok := layer.(graph.Merge); ok {
		c.Class, c.Settings = merge.By, nil
	}
	if c.Class == "Flatten" && !kerasHas(c) {
		return object{}, errors.New("a model of Keras' flattens images pixel by pixel, and this one channel by channel, as PyTorch: save as .safetensors")
	}
	if !kerasHas(c) {
		return object{}, fmt.Errorf("a model of Keras' holds no %s: save as .safetensors", c.Class)
	}
	all := entries{"name": name, "trainable": true, "dtype": "float32"}
	for _, s := range c.Settings {
		all[s.Name] = s.Value
	}
	for _, needed := range map[string][]string{"Dropout": {"rate"}, "GaussianNoise": {"stddev"}, "Rescaling": {"scale", "offset"}}[c.Class] {
		if _, ok := all[needed]; !ok {
			all[needed] = 0.0
		}
	}
	all["name"] = name
	delete(all, "unbiased") // of the statistics of PyTorch's kind, which are what they are
	if text, ok := all["activation"].(string); ok {
		if a, ok := layer.(graph.Activation); ok {
			if class, numbers, ok := kerasClass(a); ok {
				delete(all, "activation")
				maps.Copy(all, numbers)
				return object{Class: class, Config: all}, nil
			}
		}
		all["activation"], err = kerasActivation(text)
	}
	for _, of := range []string{"kernel_regularizer", "bias_regularizer"} {
		if penalty, ok := all[of].(graph.Config); ok {
			all[of] = object{Class: penalty.Class, Config: entriesOf(penalty)}.in("keras.regularizers")
		}
	}
	return object{Class: c.Class, Config: all}, err
}

func entriesOf(c graph.Config) entries {
	all := entries{}
	for _, s := range c.Settings {
		all[s.Name] = s.Value
	}
	return all
}

// kerasHas reports a layer that is one of Keras' own, with settings that it has there.
func kerasHas(c graph.Config) bool {
	switch c.Class {
	case "Average", "Frozen", "Heads", "Residual", "Sequential", "Wiring":
		return false
	}
	for _, s := range c.Settings {
		switch s.Name {
		case "transposed", "planes", "pads", "count_padding":
			return false
		}
	}
	return true
}

// trainingConfig is what compile was called with, nil if Keras has no such
// optimizer or loss: the file is then that of a model that was not compiled.
func (m *Model) trainingConfig() (entries, error) {
	o := m.trainedBy()
	loss, err := m.kerasLoss()
	if o.Class == "" || loss == nil || err != nil {
		return nil, err
	}
	return entries{
		"loss": loss, "metrics": []string{"accuracy"}, "loss_weights": nil, "weighted_metrics": nil,
		"optimizer_config": object{Class: o.Class, Config: floats(o.Config)},
	}, nil
}

// floats writes whole numbers as 1.0: Keras' SGD refuses a momentum that Python
// reads as an int.
func floats(config entries) entries {
	all := maps.Clone(config)
	for name, value := range all {
		x, is := value.(float64)
		if is && x == math.Trunc(x) && math.Abs(x) < 1e15 {
			all[name] = json.RawMessage(strconv.FormatFloat(x, 'f', 1, 64))
		}
	}
	return all
}

// kerasLoss is a name, or an object of a loss with settings, or of one that takes
// logits; nil if Keras has none such.
func (m *Model) kerasLoss() (any, error) {
	text := lossText(m.Loss)
	if text == "" || strings.HasPrefix(text, ownLoss) {
		return nil, nil
	}
	all := entries{"name": m.Loss.Name()}
	for _, s := range graph.Settings(m.Loss) {
		all[s.Name] = s.Value
	}
	from, ofClasses := graph.FromSoftmax, true
	switch l := m.Loss.(type) {
	case graph.SparseCategoricalCrossentropy:
		if from = l.From; l.LabelSmoothing != 0 {
			return nil, fmt.Errorf("models: loss %s: Keras' has no label_smoothing: train with categorical_crossentropy(label_smoothing=%v), which is the same, or save as .safetensors", text, l.LabelSmoothing)
		}
		delete(all, "label_smoothing")
	case graph.CategoricalCrossentropy:
		from = l.From
	case graph.BinaryCrossentropy:
		from = l.From
	default:
		ofClasses = false
	}
	logits := ofClasses && (from == graph.FromLogits || from == graph.FromSoftmax && m.Logits())
	if !logits && text == m.Loss.Name() {
		return text, nil
	}
	if ofClasses {
		all["from_logits"] = logits
	}
	return object{Class: kerasLossClass(m.Loss), Config: all}, nil
}
