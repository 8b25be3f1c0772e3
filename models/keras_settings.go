package models

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"digits/graph"
)

// kerasSettings are a layer's, each taken once; what is left over is not known.
type kerasSettings struct {
	class, name string
	values      map[string]any
	again       bool // the layer is used once more
	rank        int  // of an example that it reads, 0 if that is not known
	use         inboundNode
	computes    string // in which it computes, if it is another than float32
	err         error  // the first
}

// settings reads a layer's configuration.
func (n *kerasNetwork) settings(k kerasNode) (*kerasSettings, error) {
	s := &kerasSettings{class: k.Class, name: k.Name}
	if err := json.Unmarshal(k.Config, &s.values); err != nil {
		if k.Class == "Sequential" || k.Class == "Model" || k.Class == "Functional" {
			return s, nil
		}
		return nil, fmt.Errorf("%w: layer %.100q: configuration: %v", ErrFormat, k.Name, err)
	}
	if name, ok := s.values["name"].(string); ok && s.name == "" {
		s.name = name
	}
	return s, nil
}

func (s *kerasSettings) fail(format string, args ...any) {
	if s.err == nil {
		s.err = fmt.Errorf("layer %.100q, a %.100q: %s", s.name, s.class, fmt.Sprintf(format, args...))
	}
}

// take returns a setting by its first name that is there, nil for null or none.
func (s *kerasSettings) take(names ...string) (v any) {
	for _, name := range names {
		if v == nil {
			v = s.values[name]
		}
		delete(s.values, name)
	}
	return v
}

func (s *kerasSettings) number(absent float64, names ...string) float64 {
	switch v := s.take(names...).(type) {
	case nil:
		return absent
	case float64:
		return v
	case map[string]any: // Keras 3 writes a numpy number as an object
		if inner, ok := v["config"].(map[string]any); ok {
			if f, ok := inner["value"].(float64); ok {
				return f
			}
		}
	case []any:
		if len(v) == 1 {
			if f, ok := v[0].(float64); ok {
				return f
			}
		}
	}
	s.fail("its setting %s is no number: only one for all can be read: build the network so in Keras, and save that", names[0])
	return absent
}

func (s *kerasSettings) yes(absent bool, names ...string) bool {
	switch v := s.take(names...).(type) {
	case nil:
		return absent
	case bool:
		return v
	}
	s.fail("its setting %s is not true or false", names[0])
	return absent
}

// wholes reads a list of whole numbers.
func (s *kerasSettings) wholes(name string) (list []int) {
	all, _ := s.take(name).([]any)
	for _, v := range all {
		f, ok := v.(float64)
		if !ok || f != float64(int(f)) {
			s.fail("its setting %s is no list of whole numbers", name)
			return nil
		}
		list = append(list, int(f))
	}
	return list
}

// axis reports a layer that works on another axis than the last, of which the input
// has so many behind the batch.
func (s *kerasSettings) lastAxis(names ...string) {
	v := s.take(names...)
	if list, ok := v.([]any); ok && len(list) == 1 {
		v = list[0]
	} else if ok && len(list) == 0 {
		return // one statistic for all
	}
	if axis, ok := v.(float64); v != nil && (!ok || axis != -1 && axis != float64(max(s.rank, 1))) {
		s.fail("it works on the axis %v: only the last can be read: permute the input in Keras, and save that", v)
	}
}

// ignored are settings that do not matter to a prediction whatever they are.
var ignored = []string{
	"name", "trainable", "batch_shape", "batch_input_shape", "input_shape", "input_dim", "input_length", "sparse", "ragged", "optional", "seed",
	"noise_shape", "supports_masking", "dynamic", "synchronized", "autocast", "activity_regularizer", "kernel_initializer", "bias_initializer", "beta_initializer",
	"gamma_initializer", "moving_mean_initializer", "moving_variance_initializer", "alpha_initializer", "init", "kernel_constraint", "bias_constraint",
	"beta_constraint", "gamma_constraint", "alpha_constraint", "W_constraint", "b_constraint", "beta_regularizer", "gamma_regularizer", "alpha_regularizer",
	"bias_regularizer", "b_regularizer", "shared_object_id", "build_config", "weights", "lora_alpha", "renorm_momentum", "fused", "implementation", "input_dtype",
}

// finish reports settings that were not read and are not of those that never matter.
func (s *kerasSettings) finish() error {
	s.checkType(s.take("dtype"))
	for name, v := range s.values {
		if v == nil || v == false || slices.Contains(ignored, name) {
			continue
		}
		s.fail("its setting %.100s = %.100s is not one that Keras' own %s has, or that can be read: build the network without it in Keras, and save that", name, textOf(v), s.class)
	}
	return s.err
}

func textOf(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(text)
}

// checkType reports numbers of a type in which a prediction is another.
func (s *kerasSettings) checkType(v any) {
	if policy, ok := v.(map[string]any); ok {
		if c, ok := policy["config"].(map[string]any); ok {
			if v = c["name"]; c["mode"] != nil {
				v = fmt.Sprintf("%v_from_%v", c["mode"], c["source_name"]) // as Keras writes such a policy in a word
			}
		}
	}
	switch text, _ := v.(string); {
	case text == "", text == "float32":
	case strings.Contains(text, "_from_"):
		s.fail("its weights are quantised, %.40s: save the model before", text)
	case slices.Contains([]string{"float16", "bfloat16", "float64", "mixed_float16", "mixed_bfloat16"}, text):
		s.computes = text
	default:
		s.fail("it computes in %.40s, want float32: set its dtype policy to float32 in Keras, and save it again", text)
	}
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// penalty reads a regularizer.
func (s *kerasSettings) penalty(names ...string) (p graph.Penalty) {
	v, ok := s.take(names...).(map[string]any)
	if !ok {
		return p
	}
	c, _ := v["config"].(map[string]any)
	class, _ := v["class_name"].(string)
	switch class {
	case "L1", "L2", "L1L2", "WeightRegularizer":
	default:
		return p // it matters to training alone
	}
	number := func(name string) float64 { f, _ := c[name].(float64); return f }
	return graph.Penalty{L1: number("l1"), L2: number("l2")}
}

// numbersIn flattens a number, or lists of numbers in lists.
func numbersIn(v any) (list []float64) {
	switch v := v.(type) {
	case float64:
		return []float64{v}
	case []any:
		for _, e := range v {
			list = append(list, numbersIn(e)...)
		}
	case map[string]any: // an array as an object
		if c, ok := v["config"].(map[string]any); ok {
			return numbersIn(c["value"])
		}
	}
	return list
}

// takeInput takes the shape of one example from an InputLayer, or from the first layer.
func (n *kerasNetwork) takeInput(s *kerasSettings) {
	for _, name := range []string{"batch_shape", "batch_input_shape"} {
		if list, ok := s.values[name].([]any); ok && n.input == nil {
			n.input = exampleOf(intsOf(list))
		}
	}
	if width, ok := s.values["input_dim"].(float64); ok && n.input == nil {
		n.input = []int{int(width)}
	}
}

func intsOf(list []any) []*int {
	var shape []*int
	for _, v := range list {
		f, ok := v.(float64)
		if !ok {
			shape = append(shape, nil)
			continue
		}
		d := int(f)
		shape = append(shape, &d)
	}
	return shape
}

// exampleOf returns the shape of one example, nil if it is open.
func exampleOf(batch []*int) []int {
	var shape []int
	for i, d := range batch {
		if i == 0 {
			continue
		}
		if d == nil {
			return nil
		}
		shape = append(shape, *d)
	}
	return shape
}
