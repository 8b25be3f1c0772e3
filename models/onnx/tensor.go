package onnx

import (
	"encoding/binary"
	"fmt"
	"math"
	"strconv"

	"google.golang.org/protobuf/encoding/protowire"

	"digits/models/dtype"
	"digits/models/weights"
)

// elementTypes are the types of tensors that are read, by the numbers of
// TensorProto.DataType.
var elementTypes = map[Type]dtype.Type{
	1: dtype.Float32, 2: dtype.Uint8, 3: dtype.Int8, 4: dtype.Uint16, 5: dtype.Int16, 6: dtype.Int32, 7: dtype.Int64,
	9: dtype.Bool, 10: dtype.Float16, 11: dtype.Float64, 12: dtype.Uint32, 13: dtype.Uint64, 16: dtype.BFloat16,
}

// otherTypes names those that are not.
var otherTypes = map[Type]string{
	8: "texts", 14: "complex64", 15: "complex128", 17: "float8e4m3fn", 18: "float8e4m3fnuz", 19: "float8e5m2", 20: "float8e5m2fnuz",
	21: "uint4", 22: "int4", 23: "float4e2m1",
}

// String names the type.
func (t Type) String() string {
	if kind, ok := elementTypes[t]; ok {
		return string(kind)
	}
	if name, ok := otherTypes[t]; ok {
		return name
	}
	return "type " + strconv.Itoa(int(t))
}

// maxRank bounds a tensor's dimensions.
const maxRank = 32

// rawTensor is a TensorProto whose values have not been decoded. Only one of
// the lists has them.
type rawTensor struct {
	name     string
	kind     Type
	shape    []int
	raw      []byte
	hasRaw   bool
	lists    []field // float_data, int32_data, int64_data, double_data, uint64_data
	external map[string]string
	outside  bool
}

// tensor reads a TensorProto: dims 1, data_type 2, float_data 4, int32_data 5,
// string_data 6, int64_data 7, name 8, raw_data 9, double_data 10, uint64_data
// 11, external_data 13, data_location 14.
func (d *decoder) tensor(data []byte, where string) (weights.Array, error) {
	t := rawTensor{}
	err := d.fields(data, where, func(f field) (err error) {
		switch f.number {
		case 1:
			err = f.numbers(where, func(v uint64) error {
				if len(t.shape) == maxRank || v > math.MaxInt32 {
					return fmt.Errorf("%w: %s: got a dimension %d, want at most %d of at most 2^31", ErrFormat, where, int64(v), maxRank)
				}
				t.shape = append(t.shape, int(v))
				return d.take(1)
			})
		case 2:
			t.kind = Type(f.value)
		case 4, 5, 7, 10, 11:
			t.lists = append(t.lists, f)
			err = d.take(1)
		case 8:
			t.name = f.text()
		case 9:
			t.raw, t.hasRaw = f.bytes, true
		case 13:
			err = d.location(&t, f.bytes, where)
		case 14:
			t.outside = f.value == 1
		}
		return err
	})
	if err != nil {
		return weights.Array{}, err
	}
	if t.shape == nil {
		t.shape = []int{}
	}
	return d.decode(t, fmt.Sprintf("%.100q", t.name))
}

// location reads one entry that says where values are: key 1, value 2.
func (d *decoder) location(t *rawTensor, data []byte, where string) error {
	key, value, err := d.pair(data, where)
	if t.external == nil {
		t.external = map[string]string{}
	}
	t.external[key] = value
	return err
}

// pair reads a StringStringEntryProto: key 1, value 2.
func (d *decoder) pair(data []byte, where string) (key, value string, err error) {
	err = d.fields(data, where, func(f field) error {
		switch f.number {
		case 1:
			key = f.text()
		case 2:
			value = f.text()
		}
		return d.take(1)
	})
	return key, value, err
}

// decode makes the array of a tensor.
func (d *decoder) decode(t rawTensor, where string) (weights.Array, error) {
	kind, ok := elementTypes[t.kind]
	if !ok {
		return weights.Array{}, fmt.Errorf("%s: got values of %v, want floats or integers: export the network in float32", where, t.kind)
	}
	if t.outside || t.external != nil {
		var err error
		if t.raw, err = d.outside(t, where); err != nil {
			return weights.Array{}, err
		}
		t.hasRaw = true
	}
	n, err := weights.Size(t.shape, d.room)
	if err != nil {
		return weights.Array{}, fmt.Errorf("%w: %s: got shape %v, want no more values than the file has", ErrFormat, where, t.shape)
	}
	a := weights.Array{Name: t.name, Shape: t.shape, Type: weights.Saved(kind)}
	if t.hasRaw {
		if len(t.raw) != n*kind.Size() {
			return a, fmt.Errorf("%w: %s: got %d bytes, want %d of shape %v and %s", ErrFormat, where, len(t.raw), n*kind.Size(), t.shape, kind)
		}
		a.Values = kind.Decode(t.raw)
	} else if a.Values, err = listed(t, kind, n, where); err != nil {
		return a, err
	}
	d.room -= n
	return a, nil
}

// listed decodes values that stand in a list of numbers of some type: those of
// 16 bits and fewer, and booleans, as int32.
func listed(t rawTensor, kind dtype.Type, n int, where string) ([]float32, error) {
	count := 0
	for _, f := range t.lists {
		if n := f.count(kind); n > 0 {
			count += n
		} else if f.kind != protowire.BytesType || len(f.bytes) > 0 {
			return nil, fmt.Errorf("%w: %s: got values of %s in a list of another type", ErrFormat, where, kind)
		}
	}
	if count != n {
		return nil, fmt.Errorf("%w: %s: got %d values, want those of shape %v", ErrFormat, where, count, t.shape)
	}
	values := make([]float32, 0, n)
	for _, f := range t.lists {
		var err error
		switch {
		case f.number == 4:
			err = f.floats(where, func(v float32) error { values = append(values, v); return nil })
		case f.number == 10:
			if f.kind != protowire.BytesType {
				values = append(values, float32(math.Float64frombits(f.value)))
			}
			for b := f.bytes; len(b) >= 8; b = b[8:] {
				values = append(values, dtype.Float64.At(b, 0))
			}
		default:
			err = f.numbers(where, func(v uint64) error {
				values = append(values, number(v, kind))
				return nil
			})
		}
		if err != nil {
			return nil, err
		}
	}
	if len(values) != n {
		return nil, fmt.Errorf("%w: %s: got %d values, want those of shape %v", ErrFormat, where, len(values), t.shape)
	}
	return values, nil
}

// number is the value of a type whose bits are the lower ones of v.
func number(v uint64, kind dtype.Type) float32 {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], v)
	return kind.At(b[:], 0)
}

// count returns how many numbers a list has, 0 if it is not one that the type
// stands in.
func (f field) count(kind dtype.Type) int {
	wanted := map[dtype.Type]int{dtype.Float32: 4, dtype.Float64: 10, dtype.Int64: 7, dtype.Uint64: 11, dtype.Uint32: 11}[kind]
	if wanted == 0 {
		wanted = 5
	}
	if int(f.number) != wanted {
		return 0
	}
	switch {
	case f.kind != protowire.BytesType:
		return 1
	case wanted == 4:
		return len(f.bytes) / 4
	case wanted == 10:
		return len(f.bytes) / 8
	}
	n := 0
	for _, b := range f.bytes {
		if b < 0x80 { // the last byte of a number
			n++
		}
	}
	return n
}

// outside returns values that stand in another file: location, offset, length.
func (d *decoder) outside(t rawTensor, where string) ([]byte, error) {
	name := t.external["location"]
	if d.open == nil {
		return nil, fmt.Errorf("%s: its values are in another file, %.100q: make one file of both, in Python with onnx.save(onnx.load(path), \"one.onnx\")", where, name)
	}
	data, err := d.open(name)
	if err != nil {
		return nil, fmt.Errorf("%s: its values are in another file: %w", where, err)
	}
	offset, length := 0, len(data)
	if s, ok := t.external["offset"]; ok {
		offset, err = strconv.Atoi(s)
	}
	if s, ok := t.external["length"]; ok && err == nil {
		length, err = strconv.Atoi(s)
	} else {
		length -= offset
	}
	if err != nil || offset < 0 || length < 0 || offset > len(data) || length > len(data)-offset {
		return nil, fmt.Errorf("%w: %s: got %d bytes at %d of %.100q, want them within its %d", ErrFormat, where, length, offset, name, len(data))
	}
	d.room += length
	return data[offset : offset+length], nil
}
