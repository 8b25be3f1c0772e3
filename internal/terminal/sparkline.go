package terminal

import (
	"math"
	"strings"
)

// Sparkline draws values as a line of bars of eight heights, the smallest value
// lowest, the largest highest. More values than the screen has columns are
// drawn by the means of neighbours; what is not finite leaves a gap.
func (s Screen) Sparkline(values []float64) string {
	values = condense(values, s.width())
	lo, hi := span(values)
	var b strings.Builder
	for _, v := range values {
		switch {
		case !finite(v):
			b.WriteByte(' ')
		case hi == lo:
			b.WriteRune('▄')
		default:
			b.WriteRune('▁' + rune(math.Round((v-lo)/(hi-lo)*7)))
		}
	}
	return b.String()
}

// condense returns at most n values, means of neighbours.
func condense(values []float64, n int) []float64 {
	if len(values) <= n {
		return values
	}
	short := make([]float64, n)
	for i := range short {
		from, to := i*len(values)/n, (i+1)*len(values)/n
		for _, v := range values[from:to] {
			short[i] += v / float64(to-from)
		}
	}
	return short
}

// span returns the least and the largest of the finite values, +Inf and -Inf if
// there is none.
func span(values []float64) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if finite(v) {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	return lo, hi
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
