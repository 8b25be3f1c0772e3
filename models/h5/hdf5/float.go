package hdf5

import (
	"encoding/binary"
	"math"
)

// decode widens or rounds values of this format to float32; src has exactly
// the bytes of dst's values.
func (l floatLayout) decode(dst []float32, src []byte, big bool) {
	var order binary.ByteOrder = binary.LittleEndian
	if big {
		order = binary.BigEndian
	}
	switch l {
	case float16:
		for i := range dst {
			dst[i] = halfToSingle(order.Uint16(src[2*i:]))
		}
	case bfloat16:
		for i := range dst {
			dst[i] = math.Float32frombits(uint32(order.Uint16(src[2*i:])) << 16)
		}
	case float32s:
		for i := range dst {
			dst[i] = math.Float32frombits(order.Uint32(src[4*i:]))
		}
	case float64s:
		for i := range dst {
			dst[i] = float32(math.Float64frombits(order.Uint64(src[8*i:])))
		}
	}
}

// halfToSingle widens a binary16, exactly.
func halfToSingle(h uint16) float32 {
	sign, exponent, mantissa := uint32(h>>15)<<31, uint32(h>>10)&31, uint32(h)&1023
	switch exponent {
	case 0: // zero or subnormal: a multiple of 2^-24
		value := math.Float32bits(float32(mantissa) * (1.0 / (1 << 24)))
		return math.Float32frombits(sign | value)
	case 31: // infinity or NaN
		return math.Float32frombits(sign | 0xff<<23 | mantissa<<13)
	}
	return math.Float32frombits(sign | (exponent+127-15)<<23 | mantissa<<13)
}
