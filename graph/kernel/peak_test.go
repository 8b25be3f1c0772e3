package kernel

import "testing"

// No CPU computes more than 128 multiply-adds in a cycle or has cycles shorter
// than 0.1 ns; one that does less than 10 million a second is not one.
func TestPeakIsPlausible(t *testing.T) {
	eachISA(t, func(t *testing.T) {
		if got := Peak(1); got < 1e7 || got > 128*2*10e9 {
			t.Errorf("Peak(1) = %.3g FLOP/s", got)
		}
	})
}
