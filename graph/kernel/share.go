package kernel

import (
	"iter"
	"sync"
)

// A pass over flat tensors is shared in lines of elements, so that no two cores write to one line of the cache and each
// begins with a whole vector, and a core does it in stretches of lines, between which it can be stopped.
const (
	line    = 64
	stretch = 256 * line
)

// lines is the number of lines of n elements.
func lines(n int) int { return (n + line - 1) / line }

// stretches yields the bounds of the stretches of lines lo..hi-1 of n elements.
func stretches(lo, hi, n int) iter.Seq2[int, int] {
	return func(yield func(lo, hi int) bool) {
		end := min(hi*line, n)
		for from := lo * line; from < end; from += stretch {
			if !yield(from, min(from+stretch, end)) {
				return
			}
		}
	}
}

// share is Parallel of a job by value, for which it borrows memory from the pool of its kind.
func share[T any, J interface {
	*T
	Job
}](pool *sync.Pool, n, grain int, job T) {
	j, ok := pool.Get().(J)
	if !ok {
		j = new(T)
	}
	*j = job
	Parallel(n, grain, j)
	*j = *new(T) // keeps no tensor alive
	pool.Put(j)
}

// asFloat32 returns x as what the assembly works on, if it is that.
func asFloat32[T Float](x []T) ([]float32, bool) {
	f, ok := any(x).([]float32)
	return f, ok
}
