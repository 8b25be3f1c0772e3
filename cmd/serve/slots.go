package main

import (
	"context"
	"time"

	"digits/data/picture"
)

// slots lets so many requests work at once, and some wait.
type slots struct {
	line, work chan struct{}
	wait       time.Duration
}

func newSlots(working, waiting int, wait time.Duration) *slots {
	return &slots{make(chan struct{}, working+waiting), make(chan struct{}, working), wait}
}

// take returns whether there is a slot for the request now or soon. If so, give must
// be called after the work.
func (s *slots) take(ctx context.Context) bool {
	select {
	case s.line <- struct{}{}:
	default:
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, s.wait)
	defer cancel()
	select {
	case s.work <- struct{}{}:
		return true
	case <-ctx.Done():
		<-s.line
		return false
	}
}

func (s *slots) give() {
	<-s.work
	<-s.line
}

// lanes keep those who draw from waiting for those who send photos.
type lanes struct{ strokes, photos *slots }

// newLanes gives strokes a core each, and photos one slot in all: each may take half
// of the memory that there is for the server.
func newLanes(cores int) lanes {
	return lanes{newSlots(cores, 16*cores, 2*time.Second), newSlots(1, 15, 20*time.Second)}
}

// Bounds of what counts as a stroke: a drawing of a few hundred pixels a side.
const (
	strokeMemory = 64 << 20
	strokeTime   = 100 * time.Millisecond
)

func (l lanes) of(c picture.Cost) *slots {
	if c.Memory > strokeMemory || c.Time > strokeTime {
		return l.photos
	}
	return l.strokes
}
