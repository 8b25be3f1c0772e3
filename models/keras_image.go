package models

import (
	"digits/graph"
)

// image makes a layer of images of its settings.
func (n *kerasNetwork) image(s *kerasSettings) graph.Layer {
	n.images = s.class != "GlobalAveragePooling2D"
	if format, _ := s.take("data_format").(string); format != "" && format != "channels_last" {
		s.fail("its data_format is %.40q: only channels_last can be read: permute the input in Keras, and save that", format)
	}
	switch s.class {
	case "SpatialDropout2D":
		return graph.SpatialDropout2D{Name: s.name, Rate: s.number(0, "rate", "p")}
	case "GlobalAveragePooling2D":
		if s.yes(false, "keepdims") {
			s.fail("it keeps the axes of the image, which cannot be read")
		}
		return graph.GlobalAveragePool2D{Name: s.name}
	case "MaxPooling2D":
		return graph.MaxPool2D{Name: s.name, Size: s.pair("pool_size"), Stride: s.pair("strides"), Padding: s.padding()}
	case "AveragePooling2D":
		return graph.AveragePool2D{Name: s.name, Size: s.pair("pool_size"), Stride: s.pair("strides"), Padding: s.padding()}
	}
	c := graph.Conv2D{
		Name: s.name, Filters: int(s.number(0, "filters", "nb_filter")), Size: s.pair("kernel_size"), Stride: s.pair("strides", "subsample"), Dilation: s.pair("dilation_rate"),
		Padding: s.padding(), Activation: n.activation(s), NoBias: !s.yes(true, "use_bias", "bias"),
		KernelPenalty: s.penalty("kernel_regularizer", "W_regularizer"), Frozen: !s.yes(true, "trainable"),
	}
	if groups := int(s.number(1, "groups")); groups != 1 {
		c.Groups = groups
	}
	one := [2]int{1, 1}
	if c.Stride == one {
		c.Stride = [2]int{}
	}
	if c.Dilation == one {
		c.Dilation = [2]int{}
	}
	return c
}

// pair reads two whole numbers, or one for both.
func (s *kerasSettings) pair(names ...string) (pair [2]int) {
	v := s.take(names...)
	list, ok := v.([]any)
	if number, one := v.(float64); one {
		list, ok = []any{number, number}, true
	}
	ok = ok && len(list) == 2
	for i := 0; ok && i < 2; i++ {
		f, whole := list[i].(float64)
		ok = whole && f == float64(int(f)) && f > 0 && f < 1<<15
		pair[i] = int(f)
	}
	if v != nil && !ok {
		s.fail("its setting %s is %.60v, want two whole numbers above 0", names[0], v)
	}
	return pair
}

// padding reads valid or same.
func (s *kerasSettings) padding() (p graph.Padding) {
	switch text, _ := s.take("padding", "border_mode").(string); text {
	case "", "valid":
	case "same":
		p = graph.Same
	default:
		s.fail("its padding is %.40q, want valid or same", text)
	}
	return p
}

// channelAxis is lastAxis for what may follow images, whose last axis is the third.
func (s *kerasSettings) channelAxis(images bool) {
	v := s.values["axis"]
	if list, ok := v.([]any); ok && len(list) == 1 {
		v = list[0]
	}
	switch axis, _ := v.(float64); {
	case images && axis == 3:
		s.take("axis")
	case images && axis == 1:
		s.fail("it works on the axis 1 of images: only the last can be read: permute the input in Keras, and save that")
	default:
		s.lastAxis("axis")
	}
}
