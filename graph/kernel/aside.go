package kernel

import (
	"sync/atomic"
	"time"
)

// aside is a job that a worker does while it would wait, and its owner what is left
// of it when it is needed. It can be begun again when it is finished.
type aside struct {
	job  Job
	n    int
	left atomic.Int32 // items that nobody has begun: the first ones
	done atomic.Int32 // items that a worker has done

	pause time.Time // until when nothing is begun; zero for now
}

// begin offers items 0..n-1 of the job, the last ones first. It returns false, with
// nothing begun, if no worker is waiting.
func (a *aside) begin(n int, job Job) bool {
	if cores() == 1 || crew.hot.Load() == 0 || crew.apart.Load() || a.pausing() {
		return false
	}
	a.offer(n, job)
	return true
}

func (a *aside) offer(n int, job Job) {
	a.job, a.n = job, n
	a.done.Store(0)
	a.left.Store(int32(n))
	crew.aside.Store(a) // instead of another one, which its owner will finish
}

// finish does what is left, and returns when all is done.
func (a *aside) finish() {
	mine := 0
	for ; a.one(); mine++ {
	}
	a.await(a.n - mine)
}

// cancel returns when nobody does anything of the job any more.
func (a *aside) cancel() {
	left := max(0, int(a.left.Swap(0)))
	a.await(a.n - left)
}

// one does an item, if one is left.
func (a *aside) one() bool {
	if a.left.Load() <= 0 {
		return false
	}
	i := int(a.left.Add(-1))
	if i < 0 {
		return false
	}
	a.job.Run(i, i+1)
	return true
}

// await returns when workers have done as many items.
func (a *aside) await(items int) {
	crew.aside.CompareAndSwap(a, nil)
	for spins := 1; int(a.done.Load()) != items; spins++ {
		rest(spins)
		if spins > 64*spinsPerYield { // the worker has lost its core
			time.Sleep(hotFor / 20)
			a.pause = time.Now().Add(longPause)
		}
	}
	a.job = nil
}

// pausing tells whether nothing is to be begun yet, since another process has taken
// the worker's core.
func (a *aside) pausing() bool {
	if !a.pause.IsZero() && time.Now().After(a.pause) {
		a.pause = time.Time{}
	}
	return !a.pause.IsZero()
}
