package plot

import "testing"

func TestEpochTicks(t *testing.T) {
	if got := EpochTicks(25); len(got) != 9 || got[8].Label != "25" {
		t.Errorf("25 epochs: ticks %v, want 1, 4 … 25", got)
	}
	if got := EpochTicks(2); len(got) != 2 || got[1].Value != 2 {
		t.Errorf("2 epochs: ticks %v, want 1, 2", got)
	}
}
