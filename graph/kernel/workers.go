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
		job.Run(0, n)
	}
}

// workers share one job at a time, cut into chunks that the caller claims from
// the low end and the workers from the high end, so that a core sees the same
// part of the data step after step: several at first, then one by one. The caller
// can take all the chunks: no call waits for a worker to come, only for chunks that
// a worker has begun.
//
// What passes between cores is what costs: a line of the cache for the claims with
// all that a worker must know, another one for what it reports.
type workers struct {
	claims    atomic.Uint64 // generation<<32 | low<<16 | high: chunks low..high-1 are free
	caller    atomic.Int32  // the processor that the caller ran on when it began
	first     atomic.Int32  // chunks that are claimed at once at first
	job       Job
	n, chunks int
	_         [cacheLines]byte
	undone    atomic.Int32 // chunks that no worker has finished
	_         [cacheLines]byte
	hot       atomic.Int32          // workers that are running or spinning
	aside     atomic.Pointer[aside] // what a worker does while it would wait; nil for nothing
	apart     atomic.Bool           // it does not pay to share, as the referee says
	busy      atomic.Bool           // a caller owns the job, and all that follows

	count      int // workers alive
	wake       chan struct{}
	contention contention
	patience   patience
	referee    referee
}

// take runs the job with the workers' help; false if there is none to be had.
func (w *workers) take(n, chunks int, job Job) bool {
	cores := cores()
	if cores == 1 || !w.busy.CompareAndSwap(false, true) {
		return false
	}
	defer w.busy.Store(false)
	if w.patience.exhausted() || w.contention.away() {
		return false
	}
	began := time.Now()
	ended := began
	if w.referee.sharing() {
		ended = w.share(n, min(chunks, chunksPerCore*cores), cores, job, began)
	} else {
		job.Run(0, n)
		ended = time.Now()
	}
	w.referee.note(job, n, began, ended)
	if w.referee.alone != w.apart.Load() {
		w.apart.Store(w.referee.alone)
	}
	return true
}

// share runs the job in chunks on up to so many cores, and returns the time then.
func (w *workers) share(n, chunks, cores int, job Job, now time.Time) time.Time {
	helpers := cores - 1
	w.start(helpers)
	w.job, w.n, w.chunks = job, n, chunks
	w.undone.Store(int32(chunks))
	w.caller.Store(processor())
	w.first.Store(int32(max(1, chunks*3/(4*cores))))
	generation := w.claims.Load()>>32 + 1
	w.claims.Store(generation<<32 | uint64(chunks))
	w.rouse(min(helpers, chunks-1))
	done := w.work(false)
	worked := time.Since(now)
	w.await(int32(done), now.Add(2*worked+timeSlice/8))
	ended := time.Now()
	if done > 0 {
		w.patience.judge(ended.Sub(now), worked*time.Duration(chunks)/time.Duration(done))
	}
	w.job = nil
	return ended
}

// rouse wakes workers that are parked, so that as many are hot.
func (w *workers) rouse(want int) {
	for range want - int(w.hot.Load()) {
		select {
		case w.wake <- struct{}{}:
		default: // none is parked; those that are about to park miss what there is to do
		}
	}
}

// await returns when the workers have finished all but the caller's chunks. After the
// deadline a worker has probably lost its core to another process, or shares one
// with the caller, and it is better not to spin in its way.
func (w *workers) await(callers int32, deadline time.Time) {
	late := false
	for spins := 1; w.undone.Load() != callers; spins++ {
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
		go w.live()
	}
}

// live is a worker's life; it never ends.
func (w *workers) live() {
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
	var core spinner
	last := time.Now()
	for spins := 1; ; spins++ {
		if done := w.work(true); done > 0 {
			w.undone.Add(-int32(done))
			last = time.Now()
			w.avoidCaller(&here)
			continue
		}
		if a := w.aside.Load(); a != nil {
			if a.one() {
				a.done.Add(1)
				last = time.Now()
				w.avoidCaller(&here)
				continue
			}
			w.aside.CompareAndSwap(a, nil)
		}
		pause()
		if spins%spinsPerYield == 0 {
			safePoint()
			now := time.Now()
			share, known := core.share(now)
			if now.Sub(last) > hotFor || known && w.contention.judge(share, now) {
				return
			}
		}
	}
}

// avoidCaller moves the worker's thread away from the caller's processor.
func (w *workers) avoidCaller(here *thread) {
	if caller := w.caller.Load(); caller != 0 && caller == processor() {
		here.avoid(caller)
	}
}

// work runs chunks, the lowest or the highest first, until none is free, and returns
// how many. A claim keeps the job in place: its owner waits until all chunks are
// reported.
func (w *workers) work(highest bool) (done int) {
	for want := int(w.first.Load()); ; want = 1 {
		from, to := w.claim(want, highest)
		if from == to {
			return done
		}
		w.job.Run(from*w.n/w.chunks, to*w.n/w.chunks)
		done += to - from
	}
}

// claim takes the lowest free chunks, or the highest, up to as many as are wanted.
func (w *workers) claim(want int, highest bool) (from, to int) {
	for {
		claims := w.claims.Load()
		low, high := int(claims>>lowShift&claimMask), int(claims&claimMask)
		n := min(want, high-low)
		if n <= 0 {
			return 0, 0
		}
		from, taken := low, uint64(n)<<lowShift
		if highest {
			from, taken = high-n, -uint64(n)
		}
		if w.claims.CompareAndSwap(claims, claims+taken) {
			return from, from + n
		}
	}
}
