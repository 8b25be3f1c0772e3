package kernel

import (
	"testing"
	"time"
)

func TestPatience(t *testing.T) {
	const work = 100 * time.Microsecond
	var p patience
	if p.judge(work, work); p.exhausted() {
		t.Error("exhausted by waiting for as long as it worked")
	}
	if p.judge(work, 4*time.Millisecond); !p.exhausted() || p.pause != shortPause {
		t.Errorf("after one stall: exhausted %t, pause %v", p.exhausted(), p.pause)
	}
	if p.judge(work, 4*time.Millisecond); p.pause != 2*shortPause {
		t.Errorf("after two stalls: pause %v, want %v", p.pause, 2*shortPause)
	}
	for range 20 {
		p.judge(work, time.Second)
	}
	if p.pause != longPause {
		t.Errorf("after many stalls: pause %v, want %v", p.pause, longPause)
	}
	for range 20 {
		p.judge(work, 0)
	}
	if p.exhausted() {
		t.Error("exhausted still after twenty jobs that went well")
	}
}

func TestPatienceComesBack(t *testing.T) {
	p := patience{pause: shortPause, until: time.Now().Add(-time.Nanosecond)}
	if p.exhausted() {
		t.Error("exhausted after the pause")
	}
}
