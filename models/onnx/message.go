package onnx

import (
	"maps"
	"math"
	"slices"

	"google.golang.org/protobuf/encoding/protowire"
)

// message is a protocol buffer that grows field by field. The numbers of the
// fields are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto;
// fields are written in their order, as protobuf's own libraries do.
type message []byte

func (m message) text(field protowire.Number, s string) message {
	return protowire.AppendString(protowire.AppendTag(m, field, protowire.BytesType), s)
}

func (m message) texts(field protowire.Number, list []string) message {
	for _, s := range list {
		m = m.text(field, s)
	}
	return m
}

func (m message) number(field protowire.Number, n int) message {
	return protowire.AppendVarint(protowire.AppendTag(m, field, protowire.VarintType), uint64(n))
}

func (m message) float(field protowire.Number, v float32) message {
	return protowire.AppendFixed32(protowire.AppendTag(m, field, protowire.Fixed32Type), math.Float32bits(v))
}

func (m message) message(field protowire.Number, inner message) message {
	return protowire.AppendBytes(protowire.AppendTag(m, field, protowire.BytesType), inner)
}

// attributes writes a node's AttributeProtos in the order of their names, as
// ONNX's own helper does: name 1, f 2, i 3, s 4, type 20.
func (m message) attributes(field protowire.Number, n Node) message {
	const float, integer, text = 1, 2, 3 // AttributeProto.AttributeType
	attributes := map[string]message{}
	for name, v := range n.Floats {
		attributes[name] = message(nil).text(1, name).float(2, v).number(20, float)
	}
	for name, v := range n.Ints {
		attributes[name] = message(nil).text(1, name).number(3, v).number(20, integer)
	}
	for name, v := range n.Strings {
		attributes[name] = message(nil).text(1, name).text(4, v).number(20, text)
	}
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		m = m.message(field, attributes[name])
	}
	return m
}
