package terminal

import (
	"math"
	"testing"
)

func TestSparkline(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		values []float64
		width  int
		want   string
	}{
		{[]float64{0, 1, 2, 3, 4, 5, 6, 7}, 0, "▁▂▃▄▅▆▇█"},
		{[]float64{1, 0}, 0, "█▁"},
		{[]float64{3, 3, 3}, 0, "▄▄▄"},
		{[]float64{0, nan, math.Inf(1), 7}, 0, "▁  █"},
		{[]float64{0, 2, 6, 8}, 2, "▁█"}, // means 1 and 7
		{[]float64{nan}, 0, " "},
		{nil, 0, ""},
	} {
		if got := (Screen{Width: c.width}).Sparkline(c.values); got != c.want {
			t.Errorf("%v in %d columns: got %q, want %q", c.values, c.width, got, c.want)
		}
	}
}
