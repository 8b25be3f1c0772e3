package kernel

import (
	"testing"
	"time"
)

const millisecond = time.Millisecond

func TestPatienceEndsWhenSharingLoses(t *testing.T) {
	var p patience
	for range 1000 {
		p.judge(millisecond/2, millisecond)
	}
	if p.exhausted() {
		t.Fatal("exhausted although sharing halves the time")
	}
	// Two slices were gained and count; two more may be lost.
	slices := 0
	for ; !p.exhausted() && slices < 100; slices++ {
		p.judge(millisecond+timeSlice, millisecond)
	}
	if slices != 4 || p.pause != shortPause {
		t.Errorf("exhausted after losing %d time slices with a pause of %v, want 4 and %v", slices, p.pause, shortPause)
	}
	for range 2 {
		p.judge(millisecond+timeSlice, millisecond)
	}
	if p.pause != 2*shortPause {
		t.Errorf("second pause is %v, want %v", p.pause, 2*shortPause)
	}
	for range 100 {
		p.judge(millisecond+timeSlice, millisecond)
	}
	if p.pause != longPause {
		t.Errorf("pause after many losses is %v, want %v", p.pause, longPause)
	}
	for range 100 {
		p.judge(millisecond/2, millisecond)
	}
	if p.exhausted() {
		t.Error("exhausted although sharing gains again")
	}
}

// A stall now and then is borne if sharing gains more than it loses.
func TestPatienceBearsRareStalls(t *testing.T) {
	var p patience
	for range 1000 {
		for range 20 {
			p.judge(millisecond/2, millisecond)
		}
		if p.judge(millisecond+timeSlice, millisecond); p.exhausted() {
			t.Fatal("exhausted although sharing gains on the whole")
		}
	}
}

func TestPatienceComesBack(t *testing.T) {
	p := patience{pause: shortPause, until: time.Now().Add(-time.Nanosecond)}
	if p.exhausted() {
		t.Error("exhausted after the pause")
	}
}
