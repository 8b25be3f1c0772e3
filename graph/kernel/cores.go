package kernel

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// alone counts the calls of OneCore that are in force.
var alone atomic.Int32

// OneCore keeps every call of Parallel in the process on the goroutine that makes
// it, until release is called. It is for training several networks at once, one a
// core, which is faster than sharing the small products of one network after the
// other. No bit of a result depends on it. Calls add up: cores are shared again
// when all are released.
func OneCore() (release func()) {
	alone.Add(1)
	return sync.OnceFunc(func() { alone.Add(-1) })
}

// cores is how many there are for a job.
func cores() int {
	if alone.Load() > 0 {
		return 1
	}
	return runtime.GOMAXPROCS(0)
}
