package kernel

import (
	"runtime"
	"sync/atomic"
	"time"
)

// Job is work over items 0..n-1 in which no item depends on another. Run does
// items lo..hi-1; several goroutines call it at once with ranges of their own.
// Run must not panic, and must make a Go call at least every few hundred
// microseconds: assembly cannot be stopped for a garbage collection.
type Job interface{ Run(lo, hi int) }

const (
	chunksPerCore = 4                // so that a core that is held up delays the others little
	hotFor        = time.Millisecond // how long an idle worker spins before it parks
	spinsPerYield = 1024             // 5 to 60 µs, depending on the CPU's PAUSE
	maxChunks     = 1<<16 - 1        // what the claim word has room for
	cacheLines    = 128              // two: the adjacent-line prefetcher fetches pairs
	lowShift      = 16               // claim word: generation<<32 | low<<16 | high
	claimMask     = uint64(1)<<16 - 1
)

var crew workers

// Parallel runs job over the items 0..n-1 on this goroutine and, where there are
// at least two pieces of grain items, on workers that GOMAXPROCS leaves room for.
// It returns when all items are done. The workers spin for a millisecond after
// their last piece, so that the next call reaches them in a tenth of a
// microsecond, and then park.
//
// Several goroutines may call Parallel at once, and a job may call it again: while
// the workers are busy with one call, another one does all its items itself. So
// does every call for a while after another process has taken a worker's core, and
// while trials show that sharing does not pay.
// Parallel allocates nothing if job is a pointer to memory that is kept for
// reuse (a sync.Pool, for one).
func Parallel(n, grain int, job Job) {
	chunks := min(n/max(grain, 1), maxChunks)
	if n > 0 && (chunks <= 1 || !crew.take(n, chunks, job)) {
		runAlone(n, job)
	}
}

// workers share one job at a time, cut into chunks that the caller claims from
// the low end and the workers from the high end, so that a core sees the same
// part of the data step after step. The caller can take all the chunks: no call
// waits for a worker to come, only for chunks that a worker has begun.
type workers struct {
	claims atomic.Uint64 // generation<<32 | low<<16 | high: chunks low..high-1 are free
	caller atomic.Int32  // the processor that the caller ran on when it began
	_      [cacheLines]byte
	undone atomic.Int32 // chunks not yet finished
	_      [cacheLines]byte
	hot    atomic.Int32 // workers that are running or spinning
	busy   atomic.Bool  // a caller owns all that follows

	count     int // workers alive
	wake      chan struct{}
	job       Job
	n, chunks int
	patience  patience
	referee   referee
}

// take runs the job with the workers' help; false if there is none to be had.
func (w *workers) take(n, chunks int, job Job) bool {
	cores := cores()
	if cores == 1 || !w.busy.CompareAndSwap(false, true) {
		return false
	}
	defer w.busy.Store(false)
	if w.patience.exhausted() {
		return false
	}
	began := time.Now()
	if w.referee.sharing() {
		w.share(n, min(chunks, chunksPerCore*cores), cores-1, job)
	} else {
		runAlone(n, job)
	}
	w.referee.note(job, n, began, time.Now())
	return true
}

// runAlone does a whole job.
func runAlone(n int, job Job) {
	job.Run(0, n)
}

// share runs the job in chunks together with up to helpers workers.
func (w *workers) share(n, chunks, helpers int, job Job) {
	w.start(helpers)
	w.job, w.n, w.chunks = job, n, chunks
	w.undone.Store(int32(chunks))
	w.caller.Store(processor())
	generation := w.claims.Load()>>32 + 1
	w.claims.Store(generation<<32 | uint64(chunks))
	for range min(helpers, chunks-1) - int(w.hot.Load()) {
		select {
		case w.wake <- struct{}{}:
		default: // none is parked; those that are about to park miss this job
		}
	}
	start, done := time.Now(), 0
	for w.claimLow() {
		done++
	}
	worked := time.Since(start)
	w.await(start.Add(worked + timeSlice/8))
	if done > 0 {
		w.patience.judge(time.Since(start), worked*time.Duration(chunks)/time.Duration(done))
	}
	w.job = nil
}

// await returns when the workers have finished what they have begun. After the
// deadline a worker has probably lost its core to another process, or shares one
// with the caller, and it is better not to spin in its way.
func (w *workers) await(deadline time.Time) {
	late := false
	for spins := 1; w.undone.Load() != 0; spins++ {
		if late {
			time.Sleep(hotFor / 20)
			continue
		}
		rest(spins)
		late = spins%spinsPerYield == 0 && time.Now().After(deadline)
	}
}

// start brings the number of workers up to want.
func (w *workers) start(want int) {
	if w.wake == nil {
		w.wake = make(chan struct{})
	}
	for ; w.count < want; w.count++ {
		w.hot.Add(1)
		go w.work()
	}
}

// work is a worker's life; it never ends.
func (w *workers) work() {
	for {
		w.spin()
		w.hot.Add(-1)
		<-w.wake
		w.hot.Add(1)
	}
}

// spin does chunks until there have been none for hotFor. Some kernels let two
// busy threads of a process share a processor while another one is idle, so the
// worker moves out of the caller's way where it meets it.
func (w *workers) spin() {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var here thread
	defer here.restore()
	last := time.Now()
	for spins := 1; ; spins++ {
		if w.claimHigh() {
			last = time.Now()
			if caller := w.caller.Load(); caller != 0 && caller == processor() {
				here.avoid(caller)
			}
			continue
		}
		pause()
		if spins%spinsPerYield == 0 {
			safePoint()
			if time.Since(last) > hotFor {
				return
			}
		}
	}
}

// safePoint is a call that looks at its stack, where a goroutine in a loop can be
// stopped for a garbage collection. runtime.Gosched would do as well, but hands
// a locked thread's place to another thread each time.
//
//go:noinline
func safePoint() {
	var frame [256]byte
	runtime.KeepAlive(&frame)
}

// rest waits for some ten nanoseconds, and now and then lets the scheduler in:
// without that a spinning goroutine would keep a garbage collection waiting.
func rest(spins int) {
	if spins%spinsPerYield == 0 {
		runtime.Gosched()
	}
	pause()
}

// claimLow takes the lowest free chunk and runs it; false if there is none.
func (w *workers) claimLow() bool {
	for {
		claims := w.claims.Load()
		low := claims >> lowShift & claimMask
		if low >= claims&claimMask {
			return false
		}
		if w.claims.CompareAndSwap(claims, claims+1<<lowShift) {
			w.run(int(low))
			return true
		}
	}
}

// claimHigh takes the highest free chunk and runs it; false if there is none.
func (w *workers) claimHigh() bool {
	claims := w.claims.Load()
	high := claims & claimMask
	if claims>>lowShift&claimMask >= high || !w.claims.CompareAndSwap(claims, claims-1) {
		return false
	}
	w.run(int(high - 1))
	return true
}

// run does one claimed chunk. The claim keeps the job in place: its owner waits
// until undone is 0.
func (w *workers) run(chunk int) {
	w.job.Run(chunk*w.n/w.chunks, (chunk+1)*w.n/w.chunks)
	w.undone.Add(-1)
}
