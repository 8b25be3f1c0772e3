// Package protobuf writes protocol buffers field by field, by the fields' numbers:
// for formats of a dozen messages, shorter than what is generated of their
// definitions, and the same bytes each time.
package protobuf

import (
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// Message is a protocol buffer that grows. Fields are written in the order of the
// calls; protobuf's own libraries have them in that of their numbers.
type Message []byte

// Bytes appends bytes, or a message within the message.
func (m Message) Bytes(field protowire.Number, v []byte) Message {
	return protowire.AppendBytes(protowire.AppendTag(m, field, protowire.BytesType), v)
}

// Text appends a text.
func (m Message) Text(field protowire.Number, v string) Message {
	return protowire.AppendString(protowire.AppendTag(m, field, protowire.BytesType), v)
}

// Texts appends a repeated field of texts.
func (m Message) Texts(field protowire.Number, list []string) Message {
	for _, v := range list {
		m = m.Text(field, v)
	}
	return m
}

// Integer appends a number of type int32, int64, bool or an enum's.
func (m Message) Integer(field protowire.Number, v int) Message {
	return protowire.AppendVarint(protowire.AppendTag(m, field, protowire.VarintType), uint64(v))
}

// Integers appends a repeated field that is not packed, as in proto2.
func (m Message) Integers(field protowire.Number, list []int) Message {
	for _, v := range list {
		m = m.Integer(field, v)
	}
	return m
}

// Float appends a float.
func (m Message) Float(field protowire.Number, v float32) Message {
	return protowire.AppendFixed32(protowire.AppendTag(m, field, protowire.Fixed32Type), math.Float32bits(v))
}

// Double appends a double.
func (m Message) Double(field protowire.Number, v float64) Message {
	return protowire.AppendFixed64(protowire.AppendTag(m, field, protowire.Fixed64Type), math.Float64bits(v))
}

// Doubles appends a packed repeated field.
func (m Message) Doubles(field protowire.Number, list []float64) Message {
	var packed []byte
	for _, v := range list {
		packed = protowire.AppendFixed64(packed, math.Float64bits(v))
	}
	return m.Bytes(field, packed)
}
