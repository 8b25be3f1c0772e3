package plot

import (
	"math"
	"strings"
	"testing"

	"gonum.org/v1/plot"
)

func TestEpochTicks(t *testing.T) {
	if got := EpochTicks(25); len(got) != 9 || got[8].Label != "25" {
		t.Errorf("25 epochs: ticks %v, want 1, 4 … 25", got)
	}
	if got := EpochTicks(2); len(got) != 2 || got[1].Value != 2 {
		t.Errorf("2 epochs: ticks %v, want 1, 2", got)
	}
}

func labels(ticks []plot.Tick) string {
	var list []string
	for _, t := range ticks {
		if t.Label != "" {
			list = append(list, t.Label)
		}
	}
	return strings.Join(list, " ")
}

func TestLogTicks(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		want      string
	}{
		{1e-4, 0.1, "1e-4 2e-4 5e-4 0.001 0.002 0.005 0.01 0.02 0.05 0.1"},
		{9e-6, 2, "1e-5 1e-4 0.001 0.01 0.1 1"},
		{25000, 410000, "50k 100k 200k"},
		{0.0029, 0.0071, "0.003 0.004 0.005 0.006 0.007"},
		{9e5, 3e6, "1M 2M"},
	} {
		if got := labels(logTicks(c.low, c.high)); got != c.want {
			t.Errorf("%g to %g: got %q, want %q", c.low, c.high, got, c.want)
		}
	}
}

// Errors of 0.1, 0.01 and 0.001 are a factor apart each: 0.99 lies in the middle.
func TestAccuracyAxis(t *testing.T) {
	if got := (accuracyScale{}).Normalize(0.9, 0.999, 0.99); math.Abs(got-0.5) > 1e-12 {
		t.Errorf("0.99 lies at %v, want the middle", got)
	}
	for _, c := range []struct {
		low, high float64
		want      string
	}{
		{0.05, 0.985, "0.5 0.8 0.9 0.95 0.98"},
		{0.9, 1, "0.9 0.99 0.999 0.9999 1"},
		{0.961, 0.969, "0.961 0.963 0.965 0.967 0.969"},
	} {
		if got := labels(accuracyTicks(c.low, c.high)); got != c.want {
			t.Errorf("%g to %g: got %q, want %q", c.low, c.high, got, c.want)
		}
	}
	for _, c := range [][2]float64{{0.1, 0.98}, {0.5, 1}, {1, 1}, {0.97, 0.97}, {0, 0}} {
		p := New("", "", "")
		if AccuracyAxis(&p.Y, c[0], c[1]); !(p.Y.Min < c[0] && p.Y.Min < p.Y.Max && p.Y.Max >= c[1] && p.Y.Max <= 1) {
			t.Errorf("%v: the axis goes from %v to %v", c, p.Y.Min, p.Y.Max)
		}
	}
}
