package data

import (
	"encoding/binary"
	"fmt"
)

// Scale says how a pixel's byte becomes a float32. The zero value is Unit.
type Scale uint8

// The known scales. Each operation is rounded to float32, in the order in which
// torchvision's ToTensor (the division by 255) and Normalize((0.5,), (0.5,))
// (the rest) round theirs.
const (
	Unit   Scale = iota // byte/255: 0 to 1
	Signed              // (byte/255 - 0.5) / 0.5: -1 to 1
)

var scaleNames = [...]string{Unit: "unit", Signed: "signed"}

var unitTable, signedTable = scaleTables()

func scaleTables() (unit, signed [256]float32) {
	for pixel := range unit {
		unit[pixel] = float32(pixel) / 255
		signed[pixel] = float32(unit[pixel]-0.5) / 0.5
	}
	return unit, signed
}

// ParseScale returns the scale of that name, as String writes it, or an error
// that lists the known names.
func ParseScale(name string) (Scale, error) {
	for scale, known := range scaleNames {
		if name == known {
			return Scale(scale), nil
		}
	}
	return Unit, fmt.Errorf("data: scale: got %q, want one of %q", name, scaleNames)
}

// String returns "unit" or "signed".
func (s Scale) String() string {
	if int(s) < len(scaleNames) {
		return scaleNames[s]
	}
	return fmt.Sprintf("Scale(%d)", uint8(s))
}

// Value returns what a pixel's byte becomes. A Scale that is none of the
// constants counts as Unit.
func (s Scale) Value(pixel byte) float32 { return s.table()[pixel] }

// Apply writes the scaled pixels into dst, which must be at least as long.
func (s Scale) Apply(dst []float32, pixels []byte) {
	dst = dst[:len(pixels)]
	table := s.table()
	zero := table[0]
	background := [8]float32{zero, zero, zero, zero, zero, zero, zero, zero}
	// Four fifths of MNIST's pixels are background, in runs: one test of eight
	// saves eight loads and stores. Arrays of eight spare the bounds checks.
	for len(pixels) >= 8 && len(dst) >= 8 {
		from, to := (*[8]byte)(pixels), (*[8]float32)(dst)
		if binary.LittleEndian.Uint64(from[:]) == 0 {
			*to = background
		} else {
			to[0], to[1], to[2], to[3] = table[from[0]], table[from[1]], table[from[2]], table[from[3]]
			to[4], to[5], to[6], to[7] = table[from[4]], table[from[5]], table[from[6]], table[from[7]]
		}
		pixels, dst = pixels[8:], dst[8:]
	}
	for i, pixel := range pixels {
		dst[i] = table[pixel]
	}
}

func (s Scale) table() *[256]float32 {
	if s == Signed {
		return &signedTable
	}
	return &unitTable
}
