package main

import (
	"context"
	"testing"
	"time"
)

// As many work as there are cores, as many more wait as the queue has, the next is
// turned away at once, and who goes makes room.
func TestSlots(t *testing.T) {
	s := newSlots(2, 4, time.Second)
	ctx := context.Background()
	for range 2 {
		if !s.take(ctx) {
			t.Fatal("two cores do not take two requests")
		}
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if s.take(gone) {
		t.Error("a third one has a core")
	}
	waiting := make(chan bool)
	go func() { waiting <- s.take(ctx) }()
	s.give()
	if !<-waiting {
		t.Error("who waits does not get the core that is given back")
	}
	for len(s.line) < cap(s.line) { // fill the queue, without waiting
		s.line <- struct{}{}
	}
	if s.take(ctx) {
		t.Error("a full queue takes another one")
	}
}
