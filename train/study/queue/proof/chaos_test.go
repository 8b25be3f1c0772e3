//go:build linux

package proof

import (
	"math/rand/v2"
	"syscall"
	"testing"
	"time"
)

// chaos does harm to the processes of a study, decided by a seed.
type chaos struct {
	t       *testing.T
	net     *network
	ackWait time.Duration
	random  *rand.Rand
	study   *process
	servers []*process // none if the study has its own
	workers []*process
	pause   int // between two harms, at most, in milliseconds
	done    map[string]int
}

// kinds of harm, as often as they are to happen at least.
func (c *chaos) kinds() []string {
	kinds := []string{"worker", "worker", "study", "cut"}
	if len(c.servers) > 0 {
		kinds = append(kinds, "server")
	}
	return kinds
}

// run does each kind of harm some times, in random order, with pauses, unless the
// study ends before.
func (c *chaos) run(rounds int) {
	var plan []string
	for range rounds {
		plan = append(plan, c.kinds()...)
	}
	c.random.Shuffle(len(plan), func(i, j int) { plan[i], plan[j] = plan[j], plan[i] })
	for _, kind := range plan {
		c.sleep(c.pause/4, c.pause)
		if c.over() {
			return
		}
		c.harm(kind)
		c.done[kind]++
	}
}

func (c *chaos) harm(kind string) {
	switch kind {
	case "study":
		c.killed(c.study)
	case "server":
		c.killed(c.servers[c.random.IntN(len(c.servers))])
	case "worker":
		c.killed(c.workers[c.random.IntN(len(c.workers))])
	case "cut":
		c.cut(c.workers[c.random.IntN(len(c.workers))])
	}
}

// killed kills a process, and starts it again after a while.
func (c *chaos) killed(p *process) {
	if !p.kill() {
		return
	}
	c.sleep(0, 700)
	c.check(p.start())
}

// cut takes a worker off the network for longer than its job waits for it, so that
// another one gets the job, and both send their result. Without namespaces, the
// worker is stopped instead: nobody hears of it either.
func (c *chaos) cut(p *process) {
	off := func() error { p.signal(syscall.SIGSTOP); return nil }
	on := func() error { p.signal(syscall.SIGCONT); return nil }
	if c.net.namespaces {
		off = func() error { return c.net.cut(p.host, true) }
		on = func() error { return c.net.cut(p.host, false) }
	}
	c.check(off())
	time.Sleep(c.ackWait)
	c.sleep(500, 1500)
	c.check(on())
}

func (c *chaos) over() bool {
	c.study.mu.Lock()
	defer c.study.mu.Unlock()
	select {
	case <-c.study.ended:
		return c.study.err == nil
	default:
		return false
	}
}

func (c *chaos) sleep(low, high int) {
	time.Sleep(time.Duration(low+c.random.IntN(high-low)) * time.Millisecond)
}

func (c *chaos) check(err error) {
	if err != nil {
		c.t.Error(err)
	}
}
