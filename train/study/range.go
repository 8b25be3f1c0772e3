package study

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
)

// Range is a number, or what one is drawn from: Low to High, both included. As
// text it is 0.01, or 1e-4..1e-1.
type Range struct{ Low, High float64 }

// single tells whether it is a number.
func (r Range) single() bool { return r.Low == r.High }

// String returns the text that parseRange reads.
func (r Range) String() string {
	low := strconv.FormatFloat(r.Low, 'g', -1, 64)
	if r.single() {
		return low
	}
	return low + ".." + strconv.FormatFloat(r.High, 'g', -1, 64)
}

// MarshalText returns String.
func (r Range) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads String's text. What the numbers may be, Study.Check says.
func (r *Range) UnmarshalText(text []byte) (err error) {
	*r, err = parseRange(string(text))
	return err
}

func parseRange(text string) (r Range, err error) {
	low, high, is := strings.Cut(text, "..")
	if !is {
		high = low
	}
	if r.Low, err = strconv.ParseFloat(low, 64); err == nil {
		r.High, err = strconv.ParseFloat(high, 64)
	}
	switch {
	case err != nil || math.IsNaN(r.Low) || math.IsNaN(r.High):
		return r, fmt.Errorf("got %.100q, want a number or a range as 16..512", text)
	case r.Low > r.High || is && r.single():
		return r, fmt.Errorf("got %.100q, want a range that goes from less to more", text)
	}
	return r, nil
}

// log draws on a log scale, to three significant digits.
func (r Range) log(random *rand.Rand) float64 {
	if r.single() {
		return r.Low
	}
	low, high := math.Log(r.Low), math.Log(r.High)
	return r.clamp(rounded(math.Exp(low+random.Float64()*(high-low)), 'e', 2))
}

// whole draws a whole number on a log scale: k with a probability proportional to
// log((k+1)/k).
func (r Range) whole(random *rand.Rand) int {
	if r.single() {
		return int(r.Low)
	}
	low, high := math.Log(r.Low), math.Log(r.High+1)
	return int(r.clamp(math.Floor(math.Exp(low + random.Float64()*(high-low)))))
}

// linear draws with equal probability, to three decimals.
func (r Range) linear(random *rand.Rand) float64 {
	if r.single() {
		return r.Low
	}
	return r.clamp(rounded(r.Low+random.Float64()*(r.High-r.Low), 'f', 3))
}

func (r Range) clamp(x float64) float64 { return min(max(x, r.Low), r.High) }

// rounded is x as its text with so many digits behind the point has it.
func rounded(x float64, format byte, digits int) float64 {
	x, _ = strconv.ParseFloat(strconv.FormatFloat(x, format, digits, 64), 64)
	return x
}
