package kernel

import (
	"sync/atomic"
	"time"
)

const (
	contentionWindow = 20 * time.Millisecond
	ownShare         = 0.85                   // of a core: a worker that has less shares it
	firstContention  = 100 * time.Millisecond // that workers then stay away
)

// contention keeps the workers away from cores that other processes want. A worker
// spins while it waits, and so takes from them what it gains for its caller, who has
// to share its own core in turn: with a neighbour on each of two cores two threads
// of a training get on more slowly than one.
type contention struct {
	until atomic.Int64 // Unix time in ns until which nothing is shared, 0 for now
	pause atomic.Int64 // the latest, in ns; 0 since a worker had its core
}

// away tells whether the workers are to be left alone.
func (c *contention) away() bool {
	until := c.until.Load()
	if until == 0 {
		return false
	}
	if time.Now().UnixNano() < until {
		return true
	}
	c.until.CompareAndSwap(until, 0)
	return false
}

// judge draws the conclusion from the share of a core that a spinning worker had. It
// returns true if it is to park. The pause doubles each time, up to a second, and is
// forgotten once the core is the worker's again.
func (c *contention) judge(share float64, now time.Time) bool {
	if share >= ownShare {
		c.pause.Store(0)
		return false
	}
	pause := min(max(2*time.Duration(c.pause.Load()), firstContention), longPause)
	c.pause.Store(int64(pause))
	c.until.Store(now.Add(pause).UnixNano())
	return true
}

// spinner is what a worker has had of its core since it was last asked.
type spinner struct {
	wall time.Time
	cpu  time.Duration
}

// share returns which part of the time since the last window the thread has run;
// false if that is not long ago, or not known.
func (s *spinner) share(now time.Time) (float64, bool) {
	wall := now.Sub(s.wall)
	if wall < contentionWindow && !s.wall.IsZero() {
		return 0, false
	}
	cpu, known := threadTime()
	ran, first := cpu-s.cpu, s.wall.IsZero()
	s.wall, s.cpu = now, cpu
	return float64(ran) / float64(wall), known && !first
}
