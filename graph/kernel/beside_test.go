package kernel

import (
	"runtime"
	"sync/atomic"
	"testing"
	"time"
)

// Whether a worker comes or not, and where no other core may be used, each item is
// done once when End returns.
func TestBesideDoesEachItemOnce(t *testing.T) {
	for _, cores := range []int{1, 2, 4} {
		before := runtime.GOMAXPROCS(cores)
		var b Beside
		for i := range 300 {
			job := &tally{make([]atomic.Int32, 20)}
			if i%3 > 0 {
				b.Begin(20, job)
			}
			if i%3 > 1 {
				time.Sleep(time.Duration(i%5) * time.Microsecond)
			}
			b.End(20, job)
			job.check(t, "Beside")
		}
		runtime.GOMAXPROCS(before)
	}
}

// Workers do what was begun beside other jobs, before End asks for it.
func TestBesideIsDoneByWorkers(t *testing.T) {
	withWaiting(t, func(t *testing.T) {
		crew.contention.until.Store(0)
		crew.patience = patience{}
		var b Beside
		job := &tally{make([]atomic.Int32, 20)}
		for b.Begin(20, job); !b.begun; b.Begin(20, job) {
			b.aside.pause = time.Time{}
		}
		other := &tally{make([]atomic.Int32, 100)}
		for deadline := time.Now().Add(10 * time.Second); b.aside.done.Load() < 20; {
			Parallel(len(other.done), 1, other)
			if time.Now().After(deadline) {
				t.Fatalf("%d of 20 items are done", b.aside.done.Load())
			}
		}
		job.check(t, "beside other jobs")
		b.End(20, job)
		job.check(t, "at the end")
	})
}

func TestBesideCancelled(t *testing.T) {
	withWaiting(t, func(t *testing.T) {
		var b Beside
		nothingAfter(t, func(job *tally) {
			b.aside.pause = time.Time{}
			b.Begin(len(job.done), job)
		}, b.Cancel)
	})
}

func TestBesideAllocatesNothing(t *testing.T) {
	job := &tally{make([]atomic.Int32, 20)}
	var b Beside
	if got := testing.AllocsPerRun(100, func() { b.Begin(20, job); b.End(20, job) }); got >= 1 && !raceDetector {
		t.Errorf("%v allocations, want 0", got)
	}
}
