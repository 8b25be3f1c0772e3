package kernel

import (
	"runtime"
	"testing"
	"time"
)

func TestContention(t *testing.T) {
	var c contention
	if c.away() {
		t.Fatal("away before anything has happened")
	}
	if c.judge(0.95, time.Now()) || c.away() {
		t.Error("a worker that has its core parks")
	}
	for _, want := range []time.Duration{firstContention, 2 * firstContention, 4 * firstContention, 8 * firstContention, longPause, longPause} {
		now := time.Now()
		if !c.judge(0.6, now) || !c.away() {
			t.Fatal("a worker that shares its core does not park")
		}
		if got := time.Duration(c.until.Load() - now.UnixNano()); got != want {
			t.Errorf("a pause of %v, want %v", got, want)
		}
	}
	if c.judge(0.99, time.Now()); c.pause.Load() != 0 {
		t.Error("a worker that has its core again does not forget the pauses")
	}
	c.judge(0.6, time.Now().Add(-2*firstContention))
	if c.away() {
		t.Error("away after the pause")
	}
}

// A thread that sleeps half of the time has half of a core.
func TestSpinnerShare(t *testing.T) {
	if _, known := threadTime(); !known {
		t.Skip("no thread times here")
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var s spinner
	now := time.Now()
	if _, known := s.share(now); known {
		t.Error("a share is known at once")
	}
	if _, known := s.share(now.Add(contentionWindow / 2)); known {
		t.Error("a share is known before the window's end")
	}
	time.Sleep(2 * contentionWindow)
	share, known := s.share(time.Now())
	if !known || share > 0.5 {
		t.Errorf("share %v, known: %t, want next to nothing of a core while asleep", share, known)
	}
}
