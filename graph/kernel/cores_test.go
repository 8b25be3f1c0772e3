package kernel

import (
	"runtime"
	"sync/atomic"
	"testing"
)

func TestOneCoreKeepsJobsOnTheirCaller(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	var w workers
	job := &tally{make([]atomic.Int32, 8)}
	outer, inner := OneCore(), OneCore()
	inner()
	inner() // a second time does nothing
	if w.take(8, 2, job) {
		t.Error("a job was shared while one of two calls is in force")
	}
	outer()
	if !w.take(8, 2, job) {
		t.Error("a job was not shared after both calls were released")
	}
	job.check(t, "the job that was shared")
}
