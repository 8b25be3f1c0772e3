package main

import "testing"

// 100 + 20 + 30 + 4 + 5 + 6 ticks of a hundredth of a second; idle 5000, waiting
// 700 and the guests' 80 and 9 do not count.
func TestBusy(t *testing.T) {
	stat := "cpu  100 20 30 5000 700 4 5 6 80 9\ncpu0 1 1 1 1 1 1 1 1 1 1\n"
	if got, want := busy(stat), 1.65; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	for _, stat := range []string{"", "cpu  1 2 3\n", "intr 1 2 3 4 5 6 7 8 9\n", "cpu  1 2 x 4 5 6 7 8 9 10\n"} {
		if got := busy(stat); got != 0 {
			t.Errorf("%q: got %v, want 0", stat, got)
		}
	}
}
