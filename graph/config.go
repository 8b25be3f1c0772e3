package graph

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
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

// activationConfig names an activation as ActivationNamed knows it: one of one's own
// may have the title of another.
func activationConfig(a Activation) (string, error) {
	if a == nil {
		return "linear", nil
	}
	text := ActivationText(a)
	if same, err := ActivationNamed(text); err == nil && sameActivation(same, a) {
		return text, nil
	}
	return "", errors.Wrapf(ErrOwn, "graph: the activation %q", a.Name())
}

func sameActivation(a, b Activation) bool {
	defer func() { _ = recover() }() // of types that cannot be compared
	if a == b {
		return true
	}
	return len(Settings(a)) > 0 && fmt.Sprintf("%T", a) == fmt.Sprintf("%T", b) && slices.Equal(Settings(a), Settings(b))
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

// settingsOf leaves out what is the default: an empty string, 0, false, nothing.
func settingsOf(all ...NamedValue) (kept []NamedValue) {
	for _, s := range all {
		switch v := s.Value.(type) {
		case string:
			if v == "" {
				continue
			}
		case int:
			if v == 0 {
				continue
			}
		case float64:
			if v == 0 {
				continue
			}
		case bool:
			if !v {
				continue
			}
		case Penalty:
			if v == (Penalty{}) {
				continue
			}
			s.Value = Config{"L1L2", []NamedValue{{"l1", v.L1}, {"l2", v.L2}}}
		}
		kept = append(kept, s)
	}
	return kept
}

// notTrained is the setting "trainable" of a layer that is not trained, nothing of
// another.
func notTrained(frozen bool) NamedValue {
	if frozen {
		return NamedValue{"trainable", optional(false)}
	}
	return NamedValue{"trainable", ""}
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
		"Activation":         readActivation,
		"Average":            readAverage,
		"BatchNormalization": readBatchNorm,
		"Concatenate":        readConcat,
		"Dense":              readDense,
		"Dropout":            readDropout,
		"ELU":                readELU,
		"Flatten":            readFlatten,
		"Frozen":             readFrozen,
		"GaussianNoise":      readGaussianNoise,
		"Heads":              readHeads,
		"LayerNormalization": readLayerNorm,
		"LeakyReLU":          readLeakyReLU,
		"Merge":              readMerge,
		"Normalization":      readNormalization,
		"Permute":            readPermute,
		"ReLU":               readReLU,
		"Rescaling":          readRescaling,
		"Reshape":            readReshape,
		"Residual":           readResidual,
		"Sequential":         readSequential,
		"Softmax":            readSoftmax,
		"ThresholdedReLU":    readThresholdedReLU,
		"Wiring":             readWiring,
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

// configReader takes a layer's settings, once each.
type configReader struct {
	class  string
	values map[string]any
	left   *int
	err    error // the first
}

// take returns a setting, nil if there is none.
func (r *configReader) take(name string) any {
	v := r.values[name]
	delete(r.values, name)
	return v
}

func (r *configReader) fail(name string, got any, want string) {
	if r.err == nil {
		r.err = errors.Errorf("graph: %s: got %s %.100q, want %s", r.class, name, fmt.Sprint(got), want)
	}
}

func (r *configReader) text(name string) string {
	v := r.take(name)
	text, ok := v.(string)
	if v != nil && !ok {
		r.fail(name, v, "a text")
	}
	return text
}

func (r *configReader) number(name string, absent float64) float64 {
	switch v := r.take(name).(type) {
	case nil:
		return absent
	case int:
		return float64(v)
	case float64:
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			return v
		}
		r.fail(name, v, "a finite number")
	default:
		r.fail(name, v, "a number")
	}
	return absent
}

// nonzero reads a number that has a default where a layer's field is 0.
func (r *configReader) nonzero(name string, absent float64) float64 {
	v := r.number(name, absent)
	if v == 0 {
		r.fail(name, v, fmt.Sprintf("another number: 0 means its default, %v", absent))
	}
	return v
}

func (r *configReader) whole(name string) int {
	v := r.number(name, 0)
	if v != math.Trunc(v) || math.Abs(v) > math.MaxInt32 {
		r.fail(name, v, "a whole number")
		return 0
	}
	return int(v)
}

func (r *configReader) yes(name string, absent bool) bool {
	switch v := r.take(name).(type) {
	case nil:
		return absent
	case bool:
		return v
	case optional:
		return bool(v)
	default:
		r.fail(name, v, "true or false")
	}
	return absent
}

// numbers reads a list, or one number as a list of it.
func (r *configReader) numbers(name string) (list []float64) {
	switch v := r.take(name).(type) {
	case nil:
	case []float64:
		return v
	case float64:
		return []float64{v}
	case []any:
		for _, e := range v {
			x, ok := e.(float64)
			if !ok {
				r.fail(name, e, "numbers")
				return nil
			}
			list = append(list, x)
		}
	default:
		r.fail(name, v, "a list of numbers")
	}
	return list
}

// texts reads a list of texts.
func (r *configReader) texts(name string) (list []string) {
	v := r.take(name)
	all, ok := v.([]any)
	for _, e := range all {
		text, is := e.(string)
		ok = ok && is
		list = append(list, text)
	}
	if v != nil && !ok {
		r.fail(name, v, "a list of texts")
	}
	return list
}

func (r *configReader) wholes(name string) (list []int) {
	if v, ok := r.values[name].([]int); ok {
		r.take(name)
		return v
	}
	for _, x := range r.numbers(name) {
		if x != math.Trunc(x) || math.Abs(x) > math.MaxInt32 {
			r.fail(name, x, "whole numbers")
			return nil
		}
		list = append(list, int(x))
	}
	return list
}

func (r *configReader) activation(name string) Activation {
	text := r.text(name)
	a, err := ActivationNamed(text)
	if err != nil && r.err == nil {
		r.err = err
	}
	return a
}

func (r *configReader) penalty(name string) (p Penalty) {
	c, ok := r.object(name)
	if !ok {
		return p
	}
	inner := &configReader{class: c.Class, values: map[string]any{}}
	for _, s := range c.Settings {
		inner.values[s.Name] = s.Value
	}
	switch c.Class {
	case "L1", "L2", "L1L2":
		p = Penalty{inner.number("l1", 0), inner.number("l2", 0)}
	default:
		r.fail(name, c.Class, "L1, L2 or L1L2")
	}
	if inner.err != nil && r.err == nil {
		r.err = inner.err
	}
	return p
}

// object takes a setting that is itself a class with settings.
func (r *configReader) object(name string) (Config, bool) {
	v := r.take(name)
	if v == nil {
		return Config{}, false
	}
	c, err := configIn(v)
	if err != nil {
		r.fail(name, v, "a class and its settings")
		return c, false
	}
	return c, true
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

// layer takes a list of layers as one, nil where there is none.
func (r *configReader) layer(name string) Layer {
	switch layers := r.layers(name); len(layers) {
	case 0:
		return nil
	case 1:
		return layers[0]
	default:
		return layers
	}
}

// layers takes a list of layers.
func (r *configReader) layers(name string) Sequential {
	layers := r.layersOrNil(name)
	if slices.Contains(layers, nil) {
		r.fail(name, nil, "a list of layers")
	}
	return layers
}

// layersOrNil takes a list of layers of which some are nil.
func (r *configReader) layersOrNil(name string) (layers Sequential) {
	v := r.take(name)
	list, ok := v.([]any)
	if configs, own := v.([]Config); own {
		ok = true
		for _, c := range configs {
			list = append(list, c)
		}
	}
	if v != nil && !ok {
		r.fail(name, v, "a list of layers")
	}
	for _, e := range list {
		if e == nil {
			layers = append(layers, nil)
			continue
		}
		c, err := configIn(e)
		if err != nil {
			r.fail(name, e, "a list of layers")
			return nil
		}
		l, err := layerOf(c, r.left)
		if err != nil {
			if r.err == nil {
				r.err = err
			}
			return nil
		}
		layers = append(layers, l)
	}
	return layers
}
