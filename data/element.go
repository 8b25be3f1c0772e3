package data

import (
	"encoding/binary"
	"math"
)

// element is how a number of an array is stored.
type element struct {
	kind  byte // u unsigned, i signed, f IEEE 754
	size  int  // 1, 2, 4 or 8 bytes
	order binary.ByteOrder
}

func (e element) known() bool {
	switch e.kind {
	case 'u', 'i':
		return e.size == 1 || e.size == 2 || e.size == 4 || e.size == 8
	case 'f':
		return e.size == 2 || e.size == 4 || e.size == 8
	}
	return false
}

// value returns the number that b begins with.
func (e element) value(b []byte) float64 {
	bits := e.bits(b)
	switch e.kind {
	case 'u':
		return float64(bits)
	case 'i':
		unused := 64 - 8*e.size
		return float64(int64(bits<<unused) >> unused)
	}
	switch e.size {
	case 2:
		return half(uint16(bits))
	case 4:
		return float64(math.Float32frombits(uint32(bits)))
	}
	return math.Float64frombits(bits)
}

func (e element) bits(b []byte) uint64 {
	switch e.size {
	case 1:
		return uint64(b[0])
	case 2:
		return uint64(e.order.Uint16(b))
	case 4:
		return uint64(e.order.Uint32(b))
	}
	return e.order.Uint64(b)
}

// half is an IEEE 754 number of 16 bits: 1 of sign, 5 of exponent, 10 of fraction.
func half(bits uint16) float64 {
	exponent, fraction := int(bits>>10&31), float64(bits&1023)
	sign := 1 - 2*float64(bits>>15)
	switch {
	case exponent == 31 && fraction != 0:
		return math.NaN()
	case exponent == 31:
		return sign * math.Inf(1)
	case exponent == 0:
		return sign * math.Ldexp(fraction, -24)
	}
	return sign * math.Ldexp(1024+fraction, exponent-25)
}
