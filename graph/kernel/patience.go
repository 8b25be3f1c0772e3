package kernel

import "time"

const (
	stallAfter = 300 * time.Microsecond // waited beyond the time worked: a worker lost its core
	shortPause = 8 * time.Millisecond   // two to three time slices of Linux
	longPause  = time.Second
)

// patience decides when to leave the workers alone. If another process has taken
// a worker's core, the job waits for a whole time slice, some 4 ms, for one chunk:
// sharing is then slower than working alone. After a stall nothing is shared for a
// while, and twice as long after each further one, until a job goes well again.
type patience struct {
	pause time.Duration
	until time.Time
}

// exhausted tells whether the workers are to be left alone still.
func (p *patience) exhausted() bool { return p.pause > 0 && time.Now().Before(p.until) }

// judge draws the conclusion from a shared job: how long the caller worked, and
// how long it then waited for the workers.
func (p *patience) judge(worked, waited time.Duration) {
	if waited <= worked+stallAfter {
		p.pause /= 2
		if p.pause < shortPause {
			p.pause = 0
		}
		return
	}
	p.pause = min(max(2*p.pause, shortPause), longPause)
	p.until = time.Now().Add(p.pause)
}
