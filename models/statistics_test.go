package models

import (
	"math"
	"testing"

	"digits/models/weights"
)

func TestDescribe(t *testing.T) {
	nan := float32(math.NaN())
	for _, c := range []struct {
		values []float32
		want   Statistics
	}{
		{nil, Statistics{}},
		{[]float32{nan}, Statistics{NotNumbers: 1}},
		{[]float32{-1, 0, 4, 0}, Statistics{Min: -1, Mean: 0.75, Max: 4, Zeros: 0.5}},
		{[]float32{2, nan, 0, 1}, Statistics{Mean: 1, Max: 2, Zeros: 0.25, NotNumbers: 1}},
	} {
		if got := Describe(weights.Array{Values: c.values}); got != c.want {
			t.Errorf("%v: got %+v, want %+v", c.values, got, c.want)
		}
	}
}
