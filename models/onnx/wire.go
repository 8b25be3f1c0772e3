package onnx

import (
	"fmt"
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// field is one field of a message: a number, or bytes that are not copied.
type field struct {
	number protowire.Number
	kind   protowire.Type
	value  uint64
	bytes  []byte
}

// maxItems bounds what is allocated for things of few bytes: nodes, names,
// dimensions, attributes. A network of this program's has some hundred.
const maxItems = 1 << 16

// largeItem is how many items a node, a constant or an attribute counts as.
const largeItem = 8

// decoder reads the messages of a file. open gives the content of a file
// beside it that has values, nil if there is none to be had.
type decoder struct {
	left int // items
	room int // bytes of values
	open func(name string) ([]byte, error)
}

// take takes n items from what a file may have.
func (d *decoder) take(n int) error {
	if n > d.left {
		return fmt.Errorf("%w: got more than %d nodes, names and numbers", ErrTooLarge, maxItems)
	}
	d.left -= n
	return nil
}

// fields calls each for the fields of a message.
func (d *decoder) fields(data []byte, where string, each func(f field) error) error {
	for len(data) > 0 {
		f, n := consume(data)
		if n < 0 {
			return fmt.Errorf("%w: %s ends too early, or is damaged", ErrFormat, where)
		}
		if err := each(f); err != nil {
			return err
		}
		data = data[n:]
	}
	return nil
}

// consume reads one field; n is negative if there is none.
func consume(data []byte) (f field, n int) {
	number, kind, n := protowire.ConsumeTag(data)
	if n < 0 {
		return f, n
	}
	f.number, f.kind = number, kind
	m := 0
	switch kind {
	case protowire.VarintType:
		f.value, m = protowire.ConsumeVarint(data[n:])
	case protowire.Fixed32Type:
		var v uint32
		v, m = protowire.ConsumeFixed32(data[n:])
		f.value = uint64(v)
	case protowire.Fixed64Type:
		f.value, m = protowire.ConsumeFixed64(data[n:])
	case protowire.BytesType:
		f.bytes, m = protowire.ConsumeBytes(data[n:])
	default: // groups, which ONNX does not have
		return f, -1
	}
	if m < 0 {
		return f, m
	}
	return f, n + m
}

// text returns a field that is a text, whose bytes are copied.
func (f field) text() string { return string(f.bytes) }

// float returns a field that is a float.
func (f field) float() float32 { return math.Float32frombits(uint32(f.value)) }

// numbers calls each for the numbers of a field that is a list, packed or one
// of its items.
func (f field) numbers(where string, each func(v uint64) error) error {
	if f.kind == protowire.VarintType {
		return each(f.value)
	}
	for data := f.bytes; len(data) > 0; {
		v, n := protowire.ConsumeVarint(data)
		if n < 0 {
			return fmt.Errorf("%w: %s: a list of numbers is damaged", ErrFormat, where)
		}
		if err := each(v); err != nil {
			return err
		}
		data = data[n:]
	}
	return nil
}

// floats calls each for the floats of a field that is a list.
func (f field) floats(where string, each func(v float32) error) error {
	if f.kind == protowire.Fixed32Type {
		return each(f.float())
	}
	for data := f.bytes; len(data) > 0; data = data[4:] {
		v, n := protowire.ConsumeFixed32(data)
		if n < 0 {
			return fmt.Errorf("%w: %s: a list of floats is damaged", ErrFormat, where)
		}
		if err := each(math.Float32frombits(v)); err != nil {
			return err
		}
	}
	return nil
}
