package graph

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/pkg/errors"
)

// ErrOwn is the cause of errors about a layer or a loss that only code can make, and no
// file can describe.
var ErrOwn = errors.New("only code can make it")

// Config is a layer in words, so that a file can hold it: Keras' class, and its
// settings by Keras' names, those of layers that Keras has not by names in its manner.
type Config struct {
	Class    string
	Settings []NamedValue
}

// NamedValue is a setting: a string, a bool, an int, a float64, or a list of
// numbers or of Configs.
type NamedValue struct {
	Name  string
	Value any
}

// MarshalJSON writes {"class_name": …, "config": {…}}, the settings in their order.
func (c Config) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	class, err := json.Marshal(c.Class)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(&b, `{"class_name":%s,"config":{`, class)
	for i, s := range c.Settings {
		if i > 0 {
			b.WriteByte(',')
		}
		value, err := json.Marshal(s.Value)
		if err != nil {
			return nil, errors.Wrapf(err, "graph: %s: %s", c.Class, s.Name)
		}
		fmt.Fprintf(&b, "%q:%s", s.Name, value)
	}
	b.WriteString("}}")
	return b.Bytes(), nil
}

// describable is a layer that a file can hold.
type describable interface{ config() (Config, error) }

// ConfigOf describes a layer. The error of one that only code can make wraps ErrOwn: of
// a type of one's own, also where it embeds one of these, and of a pointer, which says
// that the layer has its weights wherever it stands.
func ConfigOf(l Layer) (Config, error) {
	if l == nil {
		return Config{}, errors.New("graph: a layer is nil")
	}
	if d, ok := l.(describable); ok && reflect.TypeOf(l).PkgPath() == reflect.TypeFor[Dense]().PkgPath() {
		return d.config()
	}
	if a, ok := l.(Activation); ok {
		text, err := activationConfig(a)
		return Config{"Activation", []NamedValue{{"activation", text}}}, err
	}
	return Config{}, errors.Wrapf(ErrOwn, "graph: a %s", Kind(l))
}

// configsOf describes layers.
func configsOf(layers []Layer) ([]Config, error) {
	configs := make([]Config, len(layers))
	for i, l := range layers {
		var err error
		if configs[i], err = ConfigOf(l); err != nil {
			return nil, err
		}
	}
	return configs, nil
}

// optional is a value that is written even where it is the default.
type optional bool

// maxConfigs bounds the layers that a description may have, lists in lists included.
const maxConfigs = 256

// LayerOf makes the layer that a Config describes. A class or a setting that is not
// known is an error; values may be as JSON has them, every number a float64.
func LayerOf(c Config) (Layer, error) {
	left := maxConfigs
	return layerOf(c, &left)
}

func layerOf(c Config, left *int) (Layer, error) {
	if *left--; *left < 0 {
		return nil, errors.Errorf("graph: got more than %d layers", maxConfigs)
	}
	read, ok := layerKinds()[c.Class]
	if !ok {
		return nil, errors.Errorf("graph: got a layer of class %.100q, want one of %s", c.Class, strings.Join(layerClasses(), ", "))
	}
	r := &configReader{class: c.Class, left: left, values: map[string]any{}}
	for _, s := range c.Settings {
		r.values[s.Name] = s.Value
	}
	l := read(r)
	if r.err != nil {
		return nil, r.err
	}
	for _, s := range c.Settings {
		if _, unread := r.values[s.Name]; unread {
			return nil, errors.Errorf("graph: %s: got the setting %.100q, which is not known", c.Class, s.Name)
		}
	}
	return l, nil
}

// layerKinds returns how the layers that a file can hold are made, by class. Each
// stands with its layer.
func layerKinds() map[string]func(*configReader) Layer {
	return map[string]func(*configReader) Layer{
		"Activation":             readActivation,
		"Average":                readAverage,
		"AveragePooling2D":       readAveragePool2D,
		"BatchNormalization":     readBatchNorm,
		"Concatenate":            readConcat,
		"Conv2D":                 readConv2D,
		"Dense":                  readDense,
		"Dropout":                readDropout,
		"ELU":                    readELU,
		"Flatten":                readFlatten,
		"Frozen":                 readFrozen,
		"GaussianNoise":          readGaussianNoise,
		"GlobalAveragePooling2D": readGlobalAveragePool2D,
		"Heads":                  readHeads,
		"LayerNormalization":     readLayerNorm,
		"LeakyReLU":              readLeakyReLU,
		"MaxPooling2D":           readMaxPool2D,
		"Merge":                  readMerge,
		"Normalization":          readNormalization,
		"Permute":                readPermute,
		"ReLU":                   readReLU,
		"Rescaling":              readRescaling,
		"Reshape":                readReshape,
		"Residual":               readResidual,
		"Sequential":             readSequential,
		"Softmax":                readSoftmax,
		"SpatialDropout2D":       readSpatialDropout2D,
		"ThresholdedReLU":        readThresholdedReLU,
		"Wiring":                 readWiring,
	}
}

// layerClasses returns the classes that LayerOf knows, in alphabetical order.
func layerClasses() []string {
	var names []string
	for name := range layerKinds() {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// configIn reads a Config out of what JSON makes of it.
func configIn(v any) (Config, error) {
	switch v := v.(type) {
	case Config:
		return v, nil
	case map[string]any:
		class, ok1 := v["class_name"].(string)
		settings, ok2 := v["config"].(map[string]any)
		if !ok1 || !ok2 {
			return Config{}, errors.New("graph: got an object without class_name and config")
		}
		c := Config{Class: class}
		for name, value := range settings {
			c.Settings = append(c.Settings, NamedValue{name, value})
		}
		slices.SortFunc(c.Settings, func(a, b NamedValue) int { return strings.Compare(a.Name, b.Name) })
		return c, nil
	}
	return Config{}, errors.Errorf("graph: got %T, want a class and its settings", v)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (c *Config) UnmarshalJSON(text []byte) error {
	var v map[string]any
	if err := json.Unmarshal(text, &v); err != nil {
		return errors.Wrap(err, "graph: layer")
	}
	if v["config"] == nil {
		v["config"] = map[string]any{}
	}
	var err error
	*c, err = configIn(v)
	return err
}
