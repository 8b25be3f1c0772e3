package dtype

import (
	"encoding/binary"
	"math"
	"testing"
)

// The bit patterns are those of the formats' definitions: for float16 the
// examples of https://en.wikipedia.org/wiki/Half-precision_floating-point_format.
func TestAt(t *testing.T) {
	for _, c := range []struct {
		dtype Type
		bits  uint64
		want  float64
	}{
		{Float16, 0x0000, 0},
		{Float16, 0x0001, 0x1p-24},
		{Float16, 0x03ff, 0x3ffp-24},
		{Float16, 0x0400, 0x1p-14},
		{Float16, 0x3555, 0.333251953125},
		{Float16, 0x3c00, 1},
		{Float16, 0x7bff, 65504},
		{Float16, 0xc000, -2},
		{Float16, 0x8001, -0x1p-24},
		{Float16, 0x7c00, math.Inf(1)},
		{Float16, 0xfc00, math.Inf(-1)},
		{BFloat16, 0x3f80, 1},
		{BFloat16, 0x4049, 3.140625},
		{BFloat16, 0xff80, math.Inf(-1)},
		{BFloat16, 0x0001, 0x1p-133},
		{Float32, 0x3f800001, 1 + 0x1p-23},
		{Float64, 0x3ff0000010000001, 1 + 0x1p-23}, // 1 + 2^-24 + 2^-52 rounds up
		{Float64, 0x3ff0000010000000, 1},           // a tie, to even
		{Float64, 0x7fefffffffffffff, math.Inf(1)},
		{Bool, 0x01, 1},
		{Bool, 0x02, 1},
		{Int8, 0x80, -128},
		{Uint8, 0x80, 128},
		{Int16, 0xfffe, -2},
		{Uint16, 0xfffe, 65534},
		{Int32, 0xffffffff, -1},
		{Uint32, 0xffffffff, 0x1p32},
		{Int64, 0xffffffffffffff00, -256},
		{Uint64, 0xffffffffffffffff, 0x1p64},
	} {
		// Element 1 of 2, so that a wrong stride shows.
		data := make([]byte, 8, 16)
		data = binary.LittleEndian.AppendUint64(data, c.bits)[8-c.dtype.Size():]
		if got := c.dtype.At(data, 1); float64(got) != c.want {
			t.Errorf("%s %#x: got %g, want %g", c.dtype, c.bits, got, c.want)
		}
	}
}

func TestNotANumberKeepsItsPayload(t *testing.T) {
	for bits, want := range map[uint16]uint32{0x7e01: 0x7fc02000, 0xfe00: 0xffc00000} {
		if got := math.Float32bits(float16(bits)); got != want {
			t.Errorf("%#x: got %#x, want %#x", bits, got, want)
		}
	}
}

func TestNegativeZero(t *testing.T) {
	if got := math.Float32bits(float16(0x8000)); got != 1<<31 {
		t.Errorf("got %#x, want the sign alone", got)
	}
}

func TestDecodeReadsWhatEncodeWrites(t *testing.T) {
	want := []float32{1, -2.5, float32(math.Inf(1)), 0x1p-149}
	got := Float32.Decode(Encode(nil, want))
	if len(got) != len(want) {
		t.Fatalf("got %d values, want %d", len(got), len(want))
	}
	for i, v := range want {
		if got[i] != v {
			t.Errorf("value %d: got %g, want %g", i, got[i], v)
		}
	}
}

func TestSizeOfUnknownType(t *testing.T) {
	if got := Type("complex64").Size(); got != 0 {
		t.Errorf("got %d, want 0", got)
	}
}
