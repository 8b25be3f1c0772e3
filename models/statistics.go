package models

import (
	"math"

	"digits/models/weights"
)

// Statistics are what the values of an array come to.
type Statistics struct {
	Min, Mean, Max float64 // of the values that are numbers
	Zeros          float64 // share of zeros, 0 to 1
	NotNumbers     int     // how many are NaN
}

// Describe returns an array's statistics, all 0 for one without values.
func Describe(a weights.Array) Statistics {
	s := Statistics{Min: math.Inf(1), Max: math.Inf(-1)}
	zeros, sum := 0, 0.0
	for _, v := range a.Values {
		x := float64(v)
		if math.IsNaN(x) {
			s.NotNumbers++
			continue
		}
		if x == 0 {
			zeros++
		}
		sum += x
		s.Min, s.Max = min(s.Min, x), max(s.Max, x)
	}
	numbers := len(a.Values) - s.NotNumbers
	if numbers == 0 {
		return Statistics{NotNumbers: s.NotNumbers}
	}
	s.Mean, s.Zeros = sum/float64(numbers), float64(zeros)/float64(len(a.Values))
	return s
}
