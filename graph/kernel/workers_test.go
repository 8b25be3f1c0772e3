package kernel

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// tally counts how often each item was done.
type tally struct{ done []atomic.Int32 }

func (c *tally) Run(lo, hi int) {
	for i := lo; i < hi; i++ {
		c.done[i].Add(1)
	}
}

func (c *tally) sum() (all int32) {
	for i := range c.done {
		all += c.done[i].Load()
	}
	return all
}

func (c *tally) check(t *testing.T, where string) {
	t.Helper()
	for i := range c.done {
		if got := c.done[i].Load(); got != 1 {
			t.Errorf("%s: item %d of %d was done %d times", where, i, len(c.done), got)
			return
		}
	}
}

// withCores runs f under several values of GOMAXPROCS.
func withCores(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for cores := 1; cores <= 3; cores++ {
		runtime.GOMAXPROCS(cores)
		t.Run("cores="+string(rune('0'+cores)), f)
	}
}

func TestParallelDoesEachItemOnce(t *testing.T) {
	withCores(t, func(t *testing.T) {
		for _, n := range []int{0, 1, 2, 3, 7, 64, 1000} {
			for _, grain := range []int{-1, 0, 1, 3, 64, 5000} {
				for range 20 {
					job := &tally{make([]atomic.Int32, n)}
					Parallel(n, grain, job)
					job.check(t, "Parallel")
				}
			}
		}
	})
}

func TestParallelFromManyGoroutines(t *testing.T) {
	withCores(t, func(t *testing.T) {
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for range 100 {
					job := &tally{make([]atomic.Int32, 100)}
					Parallel(100, 1, job)
					job.check(t, "concurrent call")
				}
			})
		}
		wg.Wait()
	})
}

// nest calls Parallel from within each of its items.
type nest struct{ inner []*tally }

func (j *nest) Run(lo, hi int) {
	for i := lo; i < hi; i++ {
		Parallel(len(j.inner[i].done), 1, j.inner[i])
	}
}

func TestParallelInsideParallel(t *testing.T) {
	withCores(t, func(t *testing.T) {
		job := &nest{}
		for range 10 {
			job.inner = append(job.inner, &tally{make([]atomic.Int32, 50)})
		}
		Parallel(10, 1, job)
		for _, inner := range job.inner {
			inner.check(t, "inner call")
		}
	})
}

func TestParallelAllocatesNothing(t *testing.T) {
	job := &tally{make([]atomic.Int32, 1000)}
	Parallel(1000, 1, job) // starts the workers
	if got := testing.AllocsPerRun(100, func() { Parallel(1000, 1, job) }); got != 0 {
		t.Errorf("Parallel allocates %v times a call, want 0", got)
	}
}

func TestParallelWakesParkedWorkers(t *testing.T) {
	job := &tally{make([]atomic.Int32, 100)}
	Parallel(100, 1, job)
	deadline := time.Now().Add(5 * time.Second)
	for crew.hot.Load() > 0 {
		if time.Now().After(deadline) {
			t.Fatal("the workers did not park within five seconds of idling")
		}
		time.Sleep(hotFor)
	}
	again := &tally{make([]atomic.Int32, 100)}
	Parallel(100, 1, again)
	again.check(t, "call after parking")
}

// A spinning worker has no safe point of its own but rest.
func TestCollectionUnderSpinningWorkers(t *testing.T) {
	job := &tally{make([]atomic.Int32, 8)}
	for range 20 {
		job.done = make([]atomic.Int32, 8)
		Parallel(8, 1, job)
		runtime.GC()
		job.check(t, "call before a collection")
	}
}

func BenchmarkParallelHandOver(b *testing.B) {
	job := &tally{make([]atomic.Int32, 2)}
	for b.Loop() {
		Parallel(2, 1, job)
	}
}
