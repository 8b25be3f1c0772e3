package main

import (
	"context"
	"time"
)

const (
	queued = 16              // requests that may wait for a core, for each core
	wait   = 2 * time.Second // how long
)

// slots lets as many requests work at once as there are cores, and some wait.
type slots struct {
	line, work chan struct{}
}

func newSlots(cores int) *slots {
	return &slots{line: make(chan struct{}, cores*(1+queued)), work: make(chan struct{}, cores)}
}

// take returns whether there is a core for the request now or soon. If so, give
// must be called after the work.
func (s *slots) take(ctx context.Context) bool {
	select {
	case s.line <- struct{}{}:
	default:
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, wait)
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
