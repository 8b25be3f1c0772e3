package kernel

import "time"

const (
	timeSlice  = 4 * time.Millisecond // about Linux's, when a core is shared
	shortPause = 2 * timeSlice
	longPause  = time.Second
)

// patience decides when to leave the workers alone. If another process has taken
// a worker's core, a job waits for a whole time slice for a single chunk, and
// sharing can be slower than working alone. So the gains and losses are summed
// up: once two slices are lost nothing is shared for a while, and twice as long
// after each further time, until sharing gains again.
type patience struct {
	balance time.Duration // gained by sharing, of late
	pause   time.Duration // the latest pause; 0 once sharing has gained
	until   time.Time     // its end
}

// exhausted tells whether the workers are to be left alone still.
func (p *patience) exhausted() bool { return p.pause > 0 && time.Now().Before(p.until) }

// judge draws the conclusion from a job that took as long as it did instead of
// what it would have taken alone.
func (p *patience) judge(took, alone time.Duration) {
	p.balance += alone - took
	switch {
	case p.balance <= -2*timeSlice:
		p.pause = min(max(2*p.pause, shortPause), longPause)
		p.until = time.Now().Add(p.pause)
		p.balance = 0
	case p.balance >= 2*timeSlice:
		p.pause = 0
		p.balance = 2 * timeSlice // what was gained long ago does not count
	}
}
