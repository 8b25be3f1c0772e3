// Package scale says how the bytes of pixels become numbers.
package scale

import (
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"
)

// Scale says how a pixel's byte becomes a float32. The zero value is Unit. Scales
// can be compared.
type Scale struct {
	form            scaleForm
	mean, deviation float32 // of normalizedForm
}

type scaleForm uint8

const (
	unitForm scaleForm = iota
	signedForm
	rawForm
	normalizedForm
)

// The known scales. Each operation is rounded to float32, in the order in which
// torchvision's ToTensor (the division by 255) and Normalize((0.5,), (0.5,))
// (the rest) round theirs.
var (
	Unit   = Scale{}                 // byte/255: 0 to 1
	Signed = Scale{form: signedForm} // (byte/255 - 0.5) / 0.5: -1 to 1
	Raw    = Scale{form: rawForm}    // the byte: 0 to 255

	// NormalizedMNIST is Normalized by the mean and the deviation of MNIST's pixels.
	NormalizedMNIST = Scale{form: normalizedForm, mean: 0.1307, deviation: 0.3081}
)

// Normalized returns (byte/255 - mean) / deviation, torchvision's Normalize; 0.1307
// and 0.3081 are MNIST's own. The deviation must be above 0, both finite.
func Normalized(mean, deviation float64) (Scale, error) {
	s := Scale{form: normalizedForm, mean: float32(mean), deviation: float32(deviation)}
	if !(s.deviation > 0) || math.IsInf(float64(s.deviation), 0) || math.IsNaN(mean) || math.IsInf(float64(s.mean), 0) {
		return Unit, fmt.Errorf("scale: got mean %v and deviation %v, want finite numbers, the deviation above 0", mean, deviation)
	}
	if s.mean == 0.5 && s.deviation == 0.5 {
		return Signed, nil
	}
	if s.mean == 0 && s.deviation == 1 {
		return Unit, nil
	}
	return s, nil
}

// Forms are what Parse reads.
const Forms = "unit, signed, raw or MEAN,DEVIATION"

// Parse reads what String writes: unit, signed, raw, or a mean and a deviation
// as in 0.1307,0.3081.
func Parse(text string) (Scale, error) {
	switch text {
	case "unit":
		return Unit, nil
	case "signed":
		return Signed, nil
	case "raw":
		return Raw, nil
	}
	first, second, two := strings.Cut(text, ",")
	mean, err1 := strconv.ParseFloat(strings.TrimSpace(first), 32)
	deviation, err2 := strconv.ParseFloat(strings.TrimSpace(second), 32)
	if !two || err1 != nil || err2 != nil {
		return Unit, fmt.Errorf("scale: got %.40q, want %s", text, Forms)
	}
	return Normalized(mean, deviation)
}

// String returns "unit", "signed", "raw", or the mean and the deviation.
func (s Scale) String() string {
	switch s.form {
	case signedForm:
		return "signed"
	case rawForm:
		return "raw"
	case normalizedForm:
		number := func(x float32) string { return strconv.FormatFloat(float64(x), 'g', -1, 32) }
		return number(s.mean) + "," + number(s.deviation)
	}
	return "unit"
}

var unitTable, signedTable, rawTable = scaleTables()

func scaleTables() (unit, signed, raw [256]float32) {
	for pixel := range unit {
		unit[pixel] = float32(pixel) / 255
		signed[pixel] = float32(unit[pixel]-0.5) / 0.5
		raw[pixel] = float32(pixel)
	}
	return unit, signed, raw
}

// normalizedTables has the tables of the scales that were used, each a *[256]float32.
var normalizedTables sync.Map

// Value returns what a pixel's byte becomes.
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
	switch s.form {
	case signedForm:
		return &signedTable
	case rawForm:
		return &rawTable
	case normalizedForm:
		if known, ok := normalizedTables.Load(s); ok {
			return known.(*[256]float32)
		}
		table := new([256]float32)
		for pixel := range table {
			table[pixel] = float32(unitTable[pixel]-s.mean) / s.deviation
		}
		normalizedTables.Store(s, table)
		return table
	}
	return &unitTable
}
