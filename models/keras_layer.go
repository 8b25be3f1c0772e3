package models

import (
	"fmt"
	"slices"
	"strings"

	"digits/graph"
)

// computesIn notes another type than float32.
func (n *kerasNetwork) computesIn(of string) {
	note := fmt.Sprintf("float32: in Keras the layers compute in %s, and give other last digits", of)
	if of != "" && !slices.Contains(n.notes, note) {
		n.notes = append(n.notes, note)
	}
}

func (n *kerasNetwork) keras2() bool {
	return strings.HasPrefix(n.version, "2.") || strings.HasPrefix(n.version, "1.")
}

// nothing are classes that do nothing at a prediction.
var nothing = []string{
	"AlphaDropout", "GaussianDropout", "SpatialDropout1D", "SpatialDropout3D", "ActivityRegularization", "Identity",
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
			return "", fmt.Errorf("model %.100q within the model is used several times, or has several inputs: only one use can be read: build the network without it in Keras, and save that", s.name)
		}
		return n.model(k, from[0], append(slices.Clone(prefix), s.name))
	}
	if len(from) > 0 {
		s.rank = n.rank(from[0])
	}
	if len(s.use.unread) > 0 {
		s.fail("it is called with %s, which cannot be read: build the network without it in Keras, and save that", strings.Join(s.use.unread, ", "))
	}
	if slices.Contains(nothing, k.Class) && len(from) == 1 && s.err == nil {
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
	case len(s.use.constants) > 0:
		l = s.arithmetic()
	default:
		s.name = name
		l = n.plain(s)
	}
	if l == nil {
		s.fail("there is none of the kind here: only Dense, Conv2D, its pools, activations, BatchNormalization, LayerNormalization, Normalization, Rescaling, Reshape, Permute, Flatten, Add, Concatenate and what does nothing at a prediction can be read, want a model of these")
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
	case "BatchNormalization", "LayerNormalization", "PReLU", "Normalization", "Conv2D":
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
	case graph.MaxPool2D:
		l.Name = ""
		return l
	case graph.AveragePool2D:
		l.Name = ""
		return l
	case graph.GlobalAveragePool2D:
		return graph.GlobalAveragePool2D{}
	case graph.SpatialDropout2D:
		l.Name = ""
		return l
	}
	return l
}

// arithmetic is a function of a node and a number, as x/255 is.
func (s *kerasSettings) arithmetic() graph.Layer {
	if len(s.use.constants) != 1 {
		s.fail("it computes with %d numbers, want one", len(s.use.constants))
		return nil
	}
	c := s.use.constants[0]
	op := s.class
	if name, ok := s.values["function"].(string); ok { // Keras 2's TFOpLambda
		op = name
		s.take("function")
	}
	switch strings.TrimPrefix(strings.TrimPrefix(op, "tf."), "math.") {
	case "TrueDivide", "Divide", "truediv", "divide":
		if c == 0 || s.use.first {
			s.fail("it divides by 0, or by what it reads: only a quotient of a layer and a number can be read")
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
		if s.use.first {
			return graph.Rescaling{Scale: -1, Offset: c}
		}
		return graph.Rescaling{Scale: 1, Offset: -c}
	case "Add", "__operators__.add", "add":
		return graph.Rescaling{Scale: 1, Offset: c}
	}
	s.fail("it computes %.60q with a number, want a sum, a difference, a product or a quotient: build the network without it in Keras, and save that", op)
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
	case "Conv2D", "MaxPooling2D", "AveragePooling2D", "GlobalAveragePooling2D", "SpatialDropout2D":
		return n.image(s)
	case "Dropout":
		return graph.Dropout{Name: name, Rate: s.number(0, "rate", "p")}
	case "GaussianNoise":
		return graph.GaussianNoise{Name: name, Deviation: s.number(0, "stddev", "sigma")}
	case "Flatten":
		n.images = false
		if format, _ := s.take("data_format").(string); format == "channels_first" {
			return graph.Flatten{Name: name, ChannelsFirst: true}
		}
		return graph.Flatten{Name: name}
	case "BatchNormalization":
		return n.batchNorm(s, name)
	case "LayerNormalization":
		s.lastAxis("axis")
		s.wantsRow()
		return graph.LayerNorm{
			Name: name, Epsilon: s.number(0.001, "epsilon"), NoScale: !s.yes(true, "scale"), NoCenter: !s.yes(true, "center"),
			Frozen: !s.yes(true, "trainable"),
		}
	case "Normalization":
		axis := s.values["axis"]
		s.lastAxis("axis")
		l := n.normalization(s, name)
		if list, ok := axis.([]any); axis != nil && !(ok && len(list) == 0) && len(l.Mean) != 1 {
			s.wantsRow()
		}
		return l
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
