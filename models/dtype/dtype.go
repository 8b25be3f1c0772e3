// Package dtype reads the element types that files of weights hold, as
// float32.
package dtype

import (
	"encoding/binary"
	"math"
)

// Type is an element type, by PyTorch's name for it.
type Type string

// The floating-point types, all little-endian.
const (
	Float16  Type = "float16"  // IEEE 754 binary16
	BFloat16 Type = "bfloat16" // the upper half of a float32
	Float32  Type = "float32"
	Float64  Type = "float64"
)

// The integers: counters, steps and quantised weights.
const (
	Bool   Type = "bool" // one byte, 0 or else true
	Int8   Type = "int8"
	Int16  Type = "int16"
	Int32  Type = "int32"
	Int64  Type = "int64"
	Uint8  Type = "uint8"
	Uint16 Type = "uint16"
	Uint32 Type = "uint32"
	Uint64 Type = "uint64"
)

// Size returns the bytes of one element, 0 for an unknown type.
func (t Type) Size() int {
	switch t {
	case Bool, Int8, Uint8:
		return 1
	case Float16, BFloat16, Int16, Uint16:
		return 2
	case Float32, Int32, Uint32:
		return 4
	case Float64, Int64, Uint64:
		return 8
	}
	return 0
}

// At returns element i of data. A float64, and an integer beyond 2^24, is
// rounded to the nearest float32, an infinity where it is out of range; the
// other types lose nothing.
func (t Type) At(data []byte, i int) float32 {
	switch t {
	case Float16:
		return float16(binary.LittleEndian.Uint16(data[2*i:]))
	case BFloat16:
		return math.Float32frombits(uint32(binary.LittleEndian.Uint16(data[2*i:])) << 16)
	case Float64:
		return float32(math.Float64frombits(binary.LittleEndian.Uint64(data[8*i:])))
	case Float32:
		return math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
	}
	return t.integer(data, i)
}

// integer is At of the other types.
func (t Type) integer(data []byte, i int) float32 {
	switch t {
	case Bool:
		return float32(min(data[i], 1))
	case Int8:
		return float32(int8(data[i]))
	case Uint8:
		return float32(data[i])
	case Int16:
		return float32(int16(binary.LittleEndian.Uint16(data[2*i:])))
	case Uint16:
		return float32(binary.LittleEndian.Uint16(data[2*i:]))
	case Int32:
		return float32(int32(binary.LittleEndian.Uint32(data[4*i:])))
	case Uint32:
		return float32(binary.LittleEndian.Uint32(data[4*i:]))
	case Int64:
		return float32(int64(binary.LittleEndian.Uint64(data[8*i:])))
	}
	return float32(binary.LittleEndian.Uint64(data[8*i:]))
}

// Decode returns all elements of data.
func (t Type) Decode(data []byte) []float32 {
	values := make([]float32, len(data)/t.Size())
	for i := range values {
		values[i] = t.At(data, i)
	}
	return values
}

// Encode appends values to data as float32.
func Encode(data []byte, values []float32) []byte {
	for _, v := range values {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
	}
	return data
}

// float16 widens a binary16: 1 sign, 5 exponent and 10 fraction bits, the
// exponent's bias 15 (IEEE 754-2019, table 3.5).
func float16(bits uint16) float32 {
	sign := uint32(bits>>15) << 31
	exponent := uint32(bits >> 10 & 0x1f)
	fraction := uint32(bits & 0x3ff)
	switch exponent {
	case 0: // zero or subnormal: a multiple of 2^-24, exact in float32
		magnitude := float32(fraction) * 0x1p-24
		return math.Float32frombits(sign | math.Float32bits(magnitude))
	case 0x1f: // infinity or NaN, whose payload stays
		return math.Float32frombits(sign | 0xff<<23 | fraction<<13)
	}
	return math.Float32frombits(sign | (exponent+127-15)<<23 | fraction<<13)
}
