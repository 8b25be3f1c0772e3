package kernel

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// withWaiting runs f on two cores with a goroutine that does asides as a waiting
// worker does, however busy the machine is.
func withWaiting(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	crew.hot.Add(1)
	defer crew.hot.Add(-1)
	crew.referee = referee{} // whatever it has found: its next trial is a while away
	crew.apart.Store(false)
	var waiting sync.WaitGroup
	defer waiting.Wait()
	var stop atomic.Bool
	defer stop.Store(true)
	waiting.Go(func() {
		for !stop.Load() {
			if a := crew.aside.Load(); a != nil && a.one() {
				a.done.Add(1)
				continue
			}
			runtime.Gosched()
		}
	})
	f(t)
}

func TestAsideDoesEachItemOnce(t *testing.T) {
	withWaiting(t, func(t *testing.T) {
		var a aside
		for i := range 300 {
			job := &tally{make([]atomic.Int32, 20)}
			a.pause = time.Time{} // however late the machine has been
			if !a.begin(20, job) {
				t.Fatal("not begun, with a worker that waits")
			}
			time.Sleep(time.Duration(i%4) * time.Microsecond)
			a.finish()
			job.check(t, "finished")
		}
	})
}

func TestAsideCancelled(t *testing.T) {
	withWaiting(t, func(t *testing.T) {
		var a aside
		nothingAfter(t, func(job *tally) {
			a.pause = time.Time{}
			if !a.begin(len(job.done), job) {
				t.Fatal("not begun, with a worker that waits")
			}
		}, a.cancel)
	})
}

// nothingAfter checks that nothing of a job is done once it is cancelled.
func nothingAfter(t *testing.T, begin func(job *tally), cancel func()) {
	t.Helper()
	for i := range 300 {
		job := &tally{make([]atomic.Int32, 2000)}
		begin(job)
		time.Sleep(time.Duration(i%4) * time.Microsecond)
		cancel()
		before := job.sum()
		time.Sleep(time.Microsecond)
		if after := job.sum(); after != before {
			t.Fatalf("%d items were done after the job was cancelled", after-before)
		}
	}
}

func TestAsideNeedsAWorkerThatWaits(t *testing.T) {
	if hot := crew.hot.Swap(0); hot > 0 {
		defer crew.hot.Add(hot)
	}
	if new(aside).begin(3, &tally{make([]atomic.Int32, 3)}) {
		t.Error("begun, though no worker waits")
	}
}
