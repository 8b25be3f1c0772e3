package terminal

import (
	"math"
	"strings"
	"testing"
)

// A probability of 1 is 40 columns: 0.5 is 20, 0.0125 half of one, and 1/320 an
// eighth.
func TestBars(t *testing.T) {
	got := Screen{}.Bars([]string{"0", "1", "22", "3"}, []float32{0.0125, 0.5, 1.0 / 320, 0.5}, 4)
	want := "   0: 0.0125  ▌\n" +
		"   1: 0.5000  " + strings.Repeat("█", 20) + " ←\n" +
		"  22: 0.0031  ▏\n" +
		"   3: 0.5000  " + strings.Repeat("█", 20) + "\n"
	if got != want {
		t.Errorf("got\n%s, want\n%s", got, want)
	}
}

func TestBarsOfNoProbabilities(t *testing.T) {
	got := Screen{}.Bars([]string{"a", "b", "c"}, []float32{-1, 7, float32(math.NaN())}, 1)
	if want := "  a: -1.0\n  b: 7.0  " + strings.Repeat("█", 40) + " ←\n  c: NaN\n"; got != want {
		t.Errorf("got\n%s, want\n%s", got, want)
	}
	if got := (Screen{}).Bars(nil, nil, 4); got != "" {
		t.Errorf("got %q of nothing", got)
	}
}
