package main

import (
	"math"
	"testing"
)

// The ends are by definition the shares of which the one seen is z standard errors
// away; 0 and 1 are ends themselves.
func TestWilson(t *testing.T) {
	const z = 1.959964
	for _, c := range [][2]int{{0, 1}, {1, 1}, {0, 10}, {10, 10}, {1, 3}, {356, 361}, {5000, 10000}} {
		low, high := wilson(c[0], c[1])
		seen := float64(c[0]) / float64(c[1])
		for _, end := range []float64{low, high} {
			if seen == 0 && end < 1e-12 || seen == 1 && end > 1-1e-12 {
				continue
			}
			away := math.Abs(seen-end) / math.Sqrt(end*(1-end)/float64(c[1]))
			if math.Abs(away-z) > 1e-6 {
				t.Errorf("%d of %d: the end %v is %v standard errors away, want %v", c[0], c[1], end, away, z)
			}
		}
		if low > seen || high < seen-1e-12 || low < 0 || high > 1 {
			t.Errorf("%d of %d: got %v to %v", c[0], c[1], low, high)
		}
	}
}
