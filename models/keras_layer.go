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
	again       bool      // the layer is used once more
	constants   []float64 // numbers among what it is called with
	computes    string    // in which it computes, if it is another than float32
	err         error     // the first
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
	s.fail("its setting %s is no number", names[0])
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
	if axis, ok := v.(float64); v != nil && (!ok || axis != -1 && axis != 1) {
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
			v = c["name"]
		}
	}
	switch text, _ := v.(string); text {
	case "", "float32":
	case "float16", "bfloat16", "float64", "mixed_float16", "mixed_bfloat16":
		s.computes = text
	default:
		s.fail("it computes in %.40s, want float32: set its dtype policy to float32 in Keras, and save it again", text)
	}
}

// computesIn notes another type than float32.
func (n *kerasNetwork) computesIn(of string) {
	note := fmt.Sprintf("float32: in Keras the layers compute in %s, and give other last digits", of)
	if of != "" && !slices.Contains(n.notes, note) {
		n.notes = append(n.notes, note)
	}
}

// activation reads a name, or a layer as an object. A function as an object is its
// author's own, whatever it is called.
func (n *kerasNetwork) activation(s *kerasSettings) graph.Activation {
	v := s.take("activation")
	if v == nil {
		return graph.Linear
	}
	var a graph.Activation
	var err error
	switch v := v.(type) {
	case string:
		a, err = graph.ActivationNamed(v)
	case map[string]any:
		a, err = n.activationObject(s, v)
	default:
		err = fmt.Errorf("got an activation %.100s, want a name", textOf(v))
	}
	if err != nil {
		s.fail("%s", strings.TrimPrefix(err.Error(), "graph: "))
		return graph.Linear
	}
	if a == graph.HardSigmoid && n.keras2() {
		return graph.HardSigmoidKeras2
	}
	return a
}

func (n *kerasNetwork) activationObject(s *kerasSettings, v map[string]any) (graph.Activation, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var k kerasNode
	if err := json.Unmarshal(text, &k); err != nil {
		return nil, fmt.Errorf("got an activation %.100s, want a name", text)
	}
	if own, ok := k.isOwn(); ok || k.Class == "function" {
		return nil, fmt.Errorf("its activation is a function of its author's own, %.60s (%.60s), with the name of one of Keras' or not: no file says what it computes: use one of Keras' by its name, and save again", strings.Trim(string(k.Config), `"`), cmpOr(own, "function"))
	}
	inner, err := n.settings(k)
	if err != nil {
		return nil, err
	}
	l := n.plain(inner)
	if err := inner.finish(); err != nil {
		return nil, err
	}
	a, ok := l.(graph.Activation)
	if !ok {
		return nil, fmt.Errorf("got an activation of class %.100q, want one of Keras' activation layers", k.Class)
	}
	return a, nil
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func (n *kerasNetwork) keras2() bool {
	return strings.HasPrefix(n.version, "2.") || strings.HasPrefix(n.version, "1.")
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

// nothing are classes that do nothing at a prediction.
var nothing = []string{
	"AlphaDropout", "GaussianDropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "ActivityRegularization", "Identity",
	"RandomFlip", "RandomRotation", "RandomZoom", "RandomTranslation", "RandomContrast", "RandomBrightness", "RandomCrop", "RandomErasing", "RandomShear", "Masking0",
}

// layer adds a layer that reads wires and returns the wire of its output.
func (n *kerasNetwork) layer(k kerasNode, s *kerasSettings, from []string, prefix []string) (string, error) {
	if own, ok := k.isOwn(); ok {
		return "", refuseOwn(fmt.Sprintf("layer %.100q", s.name), k.Class, own)
	}
	switch k.Class {
	case "InputLayer":
		return from[0], nil
	case "Sequential", "Functional", "Model":
		if s.again || len(from) != 1 {
			return "", fmt.Errorf("model %.100q within the model is used several times, or has several inputs: only one use can be read", s.name)
		}
		return n.model(k, from[0], append(slices.Clone(prefix), s.name))
	}
	if slices.Contains(nothing, k.Class) && len(from) == 1 {
		n.notes = append(n.notes, fmt.Sprintf("without the layer %.60q, a %s, which does nothing at a prediction", s.name, k.Class))
		return from[0], nil
	}
	name := s.name
	if !s.again {
		var err error
		if name, err = n.unique(s.name, prefix); err != nil {
			return "", err
		}
	}
	var l graph.Layer
	switch {
	case s.again:
		l = n.sharing(s)
	case len(s.constants) > 0:
		l = s.arithmetic()
	default:
		s.name = name
		l = n.plain(s)
	}
	if l == nil {
		s.fail("there is none of the kind here: only Dense, activations, BatchNormalization, LayerNormalization, Normalization, Rescaling, Reshape, Permute, Flatten, Add, Concatenate and what does nothing at a prediction can be read, want a model of these")
	}
	if err := s.finish(); err != nil {
		return "", err
	}
	n.computesIn(s.computes)
	_, merges := l.(graph.Merge)
	if len(from) != 1 && !merges {
		return "", fmt.Errorf("layer %.100q, a %s, reads %d outputs, want one", s.name, k.Class, len(from))
	}
	return n.add(name, l, from), nil
}

// sharing is a layer that is used once more.
func (n *kerasNetwork) sharing(s *kerasSettings) graph.Layer {
	switch s.class {
	case "Dense":
		name := s.name
		d, ok := n.plain(s).(graph.Dense)
		if !ok {
			return nil
		}
		return graph.Dense{Share: name, Activation: d.Activation, NoBias: d.NoBias}
	case "BatchNormalization", "LayerNormalization", "PReLU", "Normalization":
		s.fail("it is used several times: that can be read of Dense and of layers without weights alone")
		return nil
	}
	l := n.plain(s)
	return unnamed(l)
}

// unnamed takes the name from a layer without weights.
func unnamed(l graph.Layer) graph.Layer {
	switch l := l.(type) {
	case graph.Flatten:
		return graph.Flatten{}
	case graph.Dropout:
		l.Name = ""
		return l
	case graph.Rescaling:
		l.Name = ""
		return l
	case graph.Reshape:
		l.Name = ""
		return l
	case graph.Permute:
		l.Name = ""
		return l
	case graph.GaussianNoise:
		l.Name = ""
		return l
	case graph.Merge:
		l.Name = ""
		return l
	}
	return l
}

// arithmetic is a function of a node and a number, as x/255 is.
func (s *kerasSettings) arithmetic() graph.Layer {
	if len(s.constants) != 1 {
		s.fail("it computes with %d numbers, want one", len(s.constants))
		return nil
	}
	c := s.constants[0]
	op := s.class
	if name, ok := s.values["function"].(string); ok { // Keras 2's TFOpLambda
		op = name
		s.take("function")
	}
	switch strings.TrimPrefix(strings.TrimPrefix(op, "tf."), "math.") {
	case "TrueDivide", "Divide", "truediv", "divide":
		if c == 0 {
			s.fail("it divides by 0")
			return nil
		}
		return graph.Rescaling{Scale: 1 / c}
	case "Multiply", "multiply":
		if c == 0 {
			s.fail("it multiplies by 0")
			return nil
		}
		return graph.Rescaling{Scale: c}
	case "Subtract", "subtract":
		return graph.Rescaling{Scale: 1, Offset: -c}
	case "Add", "__operators__.add", "add":
		return graph.Rescaling{Scale: 1, Offset: c}
	}
	s.fail("it computes %.60q with a number, want a sum, a difference, a product or a quotient", op)
	return nil
}

// plain makes a layer of its settings; nil for a class that is not known.
func (n *kerasNetwork) plain(s *kerasSettings) graph.Layer {
	name := s.name
	switch s.class {
	case "Dense":
		if s.take("lora_rank") != nil || s.take("quantization_config") != nil || s.take("quantization_mode") != nil {
			s.fail("its weights are quantised, or have an adapter (LoRA): save the model before, or after merging them")
		}
		return graph.Dense{
			Name: name, Units: int(s.number(0, "units", "output_dim")), Activation: n.activation(s), NoBias: !s.yes(true, "use_bias", "bias"),
			KernelPenalty: s.penalty("kernel_regularizer", "W_regularizer"), Frozen: !s.yes(true, "trainable"),
		}
	case "Dropout":
		return graph.Dropout{Name: name, Rate: s.number(0, "rate", "p")}
	case "GaussianNoise":
		return graph.GaussianNoise{Name: name, Deviation: s.number(0, "stddev", "sigma")}
	case "Flatten":
		if format, _ := s.take("data_format").(string); format == "channels_first" {
			return graph.Flatten{Name: name, ChannelsFirst: true}
		}
		return graph.Flatten{Name: name}
	case "BatchNormalization":
		s.lastAxis("axis")
		if s.yes(false, "renorm") || s.take("virtual_batch_size") != nil {
			s.fail("it has renorm or a virtual batch size, which cannot be read")
		}
		return graph.BatchNorm{
			Name: name, Momentum: s.number(0.99, "momentum"), Epsilon: s.number(0.001, "epsilon"),
			NoScale: !s.yes(true, "scale"), NoCenter: !s.yes(true, "center"), Frozen: !s.yes(true, "trainable"),
		}
	case "LayerNormalization":
		s.lastAxis("axis")
		return graph.LayerNorm{
			Name: name, Epsilon: s.number(0.001, "epsilon"), NoScale: !s.yes(true, "scale"), NoCenter: !s.yes(true, "center"),
			Frozen: !s.yes(true, "trainable"),
		}
	case "Normalization":
		s.lastAxis("axis")
		return n.normalization(s, name)
	case "Rescaling":
		return graph.Rescaling{Name: name, Scale: s.number(1, "scale"), Offset: s.number(0, "offset")}
	case "Reshape":
		return graph.Reshape{Name: name, Shape: s.wholes("target_shape")}
	case "Permute":
		return graph.Permute{Name: name, Axes: s.wholes("dims")}
	case "Add", "Multiply":
		return graph.Merge{Name: name, By: s.class}
	case "Concatenate":
		s.lastAxis("axis")
		return graph.Merge{Name: name, By: "Concatenate"}
	}
	return n.activationLayer(s, name)
}

// activationLayer makes a layer that is an activation.
func (n *kerasNetwork) activationLayer(s *kerasSettings, name string) graph.Layer {
	switch s.class {
	case "Activation":
		return n.activation(s)
	case "Softmax":
		s.lastAxis("axis")
		return graph.Softmax
	case "ELU":
		return graph.ELU{Alpha: s.number(1, "alpha")}
	case "ThresholdedReLU":
		return graph.ThresholdedReLU{Theta: s.number(1, "theta")}
	case "LeakyReLU":
		if slope := s.number(0.3, "negative_slope", "alpha"); slope != 0 {
			return graph.LeakyReLU{NegativeSlope: slope}
		}
		return graph.ReLU
	case "ReLU":
		r := graph.RectifiedLinear{MaxValue: s.number(0, "max_value"), NegativeSlope: s.number(0, "negative_slope"), Threshold: s.number(0, "threshold")}
		if r == (graph.RectifiedLinear{}) {
			return graph.ReLU
		}
		return r
	case "PReLU":
		axes, _ := s.take("shared_axes").([]any)
		return graph.PReLU{Layer: name, Shared: len(axes) > 0}
	}
	return nil
}

// normalization takes the statistics from the configuration, where they stand; else
// they are among the weights.
func (n *kerasNetwork) normalization(s *kerasSettings, name string) graph.Layer {
	if s.yes(false, "invert") {
		s.fail("it is inverted, which cannot be read")
	}
	list := func(name string) []float64 { return numbersIn(s.take(name)) }
	l := graph.Normalization{Name: name, Mean: list("mean"), Variance: list("variance")}
	if l.Mean == nil {
		n.adapted = append(n.adapted, name)
	}
	return l
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
