package hdf5

import (
	"fmt"
	"slices"

	"digits/models/dtype"
)

// Datatype classes (section "Datatype Message").
const (
	classFixed    = 0
	classFloat    = 1
	classString   = 3
	classOpaque   = 5
	classEnum     = 8
	classVariable = 9
)

// datatype is what one element is.
type datatype struct {
	class   uint8
	version uint8
	bits    [3]uint8
	size    uint64
	rest    []byte // properties
}

func parseDatatype(data []byte, where string) (datatype, error) {
	c := &cursor{rest: data}
	var t datatype
	classAndVersion := c.u8()
	t.class, t.version = classAndVersion&15, classAndVersion>>4
	copy(t.bits[:], c.bytes(3))
	t.size = uint64(c.u32())
	t.rest = c.rest
	return t, c.err(where + ": datatype")
}

// floatLayout is where IEEE 754 puts sign, exponent and mantissa: bits, as the
// datatype's properties say it.
type floatLayout struct {
	size                     uint64
	sign                     uint8
	precision                uint16
	exponentAt, exponentSize uint8
	mantissaAt, mantissaSize uint8
	bias                     uint32
}

// The four formats that weights come in: IEEE 754 binary16, 32 and 64, and
// bfloat16, the upper half of a binary32.
var (
	binary16 = floatLayout{2, 15, 16, 10, 5, 0, 10, 15}
	brain16  = floatLayout{2, 15, 16, 7, 8, 0, 7, 127}
	binary32 = floatLayout{4, 31, 32, 23, 8, 0, 23, 127}
	binary64 = floatLayout{8, 63, 64, 52, 11, 0, 52, 1023}
)

// numbers returns which number the type is and whether its bytes are
// big-endian. h5py writes booleans as an enumeration of two bytes.
func (t datatype) numbers(where string) (kind dtype.Type, big bool, err error) {
	switch t.class {
	case classFixed:
		return t.integers(where)
	case classEnum:
		base, err := parseDatatype(t.rest, where)
		if err != nil {
			return "", false, err
		}
		if base.class != classFixed || base.size != t.size {
			return "", false, fmt.Errorf("hdf5: %s: got an enumeration of class %s, want one of integers: %w", where, base.className(), ErrMalformed)
		}
		if members := int(t.bits[0]) | int(t.bits[1])<<8; members == 2 && base.size == 1 {
			return dtype.Bool, false, nil
		}
		return base.integers(where)
	}
	return t.floats(where)
}

// integers is numbers of class fixed-point, of which all bits are used.
func (t datatype) integers(where string) (kind dtype.Type, big bool, err error) {
	c := &cursor{rest: t.rest}
	offset, precision := c.u16(), c.u16()
	kinds := map[uint64][2]dtype.Type{
		1: {dtype.Uint8, dtype.Int8}, 2: {dtype.Uint16, dtype.Int16}, 4: {dtype.Uint32, dtype.Int32}, 8: {dtype.Uint64, dtype.Int64},
	}
	names, ok := kinds[t.size]
	if !ok || c.short || offset != 0 || uint64(precision) != 8*t.size {
		return "", false, fmt.Errorf("hdf5: %s: got integers of %d bits in %d bytes, want 8, 16, 32 or 64: %w", where, precision, t.size, ErrUnsupported)
	}
	return names[t.bits[0]>>3&1], t.bits[0]&1 != 0, nil
}

// floats returns which float the type is and whether its bytes are big-endian.
// Two opaque bytes are bfloat16: h5py writes it so, since numpy has no such
// type.
func (t datatype) floats(where string) (kind dtype.Type, big bool, err error) {
	if t.class == classOpaque && t.size == 2 {
		return dtype.BFloat16, false, nil
	}
	if t.class != classFloat {
		return "", false, fmt.Errorf("hdf5: %s: got values of class %s, %d bytes each, want numbers: %w", where, t.className(), t.size, ErrUnsupported)
	}
	c := &cursor{rest: t.rest}
	c.bytes(2) // bit offset: all bits are used
	layout := floatLayout{
		size: t.size, sign: t.bits[1], precision: c.u16(),
		exponentAt: c.u8(), exponentSize: c.u8(), mantissaAt: c.u8(), mantissaSize: c.u8(), bias: c.u32(),
	}
	switch layout {
	case binary16:
		kind = dtype.Float16
	case brain16:
		kind = dtype.BFloat16
	case binary32:
		kind = dtype.Float32
	case binary64:
		kind = dtype.Float64
	}
	if vax := t.bits[0]&0x40 != 0; vax || kind == "" || c.short {
		return "", false, fmt.Errorf("hdf5: %s: got a float of %d bytes that is not IEEE 754's 16, 32 or 64 bits, nor bfloat16: %w", where, t.size, ErrUnsupported)
	}
	return kind, t.bits[0]&1 != 0, nil
}

// decode widens or rounds values of the dataset's type to float32; src has the
// bytes of exactly dst's values.
func (d *Dataset) decode(dst []float32, src []byte) {
	if !d.big {
		for i := range dst {
			dst[i] = d.kind.At(src, i)
		}
		return
	}
	var element [8]byte
	size := d.kind.Size()
	for i := range dst {
		b := element[:copy(element[:], src[i*size:][:size])]
		slices.Reverse(b)
		dst[i] = d.kind.At(b, 0)
	}
}

// className is the specification's word for the class.
func (t datatype) className() string {
	names := [...]string{
		"fixed-point", "floating-point", "time", "string", "bit field", "opaque",
		"compound", "reference", "enumerated", "variable-length", "array",
	}
	if int(t.class) < len(names) {
		return names[t.class]
	}
	return fmt.Sprint(t.class)
}
