package study

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Shape is the units of each hidden layer: as text 128, or 128-64, or with ranges,
// 64..512-16..128.
type Shape []Range

// String returns the text that parseShape reads.
func (s Shape) String() string {
	var parts []string
	for _, r := range s {
		parts = append(parts, r.String())
	}
	return strings.Join(parts, "-")
}

// MarshalText returns String.
func (s Shape) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads String's text.
func (s *Shape) UnmarshalText(text []byte) (err error) {
	*s, err = parseShape(string(text))
	return err
}

func parseShape(text string) (Shape, error) {
	parts := strings.SplitN(text, "-", maxLayers+1)
	if len(parts) > maxLayers {
		return nil, fmt.Errorf("got %.100q, want at most %d hidden layers", text, maxLayers)
	}
	var s Shape
	for _, part := range parts {
		r, err := parseRange(part)
		if err != nil || !wholeNumbers(r, 1, maxUnits) {
			return nil, fmt.Errorf("got %.100q, want whole numbers from 1 to %d, as 128 or 128-64, or ranges of them, as 16..512", text, maxUnits)
		}
		s = append(s, r)
	}
	return s, nil
}

// single tells whether all layers are numbers.
func (s Shape) single() bool {
	for _, r := range s {
		if !r.single() {
			return false
		}
	}
	return true
}

func (s Shape) draw(random *rand.Rand) []int {
	var units []int
	for _, r := range s {
		units = append(units, r.whole(random))
	}
	return units
}

// least returns the smallest units, which are all there are if it is single.
func (s Shape) least() []int {
	var units []int
	for _, r := range s {
		units = append(units, int(r.Low))
	}
	return units
}
