package kernel

// Beside is a job that is done beside other work: by workers while they would wait,
// and what is left of it by its owner when it is needed. It is for items of a few
// microseconds, which delay a worker little that is called for something else, but
// take long enough to be worth a worker even where sharing small jobs does not pay.
// The zero value is ready; it can begin again when it has ended.
type Beside struct {
	aside aside
	begun bool
}

// Begin offers items 0..n-1 of the job, each of which may be done at any time before
// End returns, the last ones first. It does nothing where there is no worker to be
// had. It allocates nothing.
func (b *Beside) Begin(n int, job Job) {
	if n < 1 || cores() == 1 || b.aside.pausing() || !crew.call(cores()-1) {
		return
	}
	b.aside.offer(n, job)
	b.begun = true
}

// End does all of the job that is not done, whether it was begun or not, and returns
// when no item is left.
func (b *Beside) End(n int, job Job) {
	if !b.begun {
		Parallel(n, 1, job)
		return
	}
	b.aside.finish()
	b.begun = false
}

// Cancel returns when nobody does anything of the job any more, if it was begun.
func (b *Beside) Cancel() {
	if b.begun {
		b.aside.cancel()
		b.begun = false
	}
}

// call sees that so many workers are hot, for what they do aside; false if they are
// to be left alone.
func (w *workers) call(helpers int) bool {
	if !w.busy.CompareAndSwap(false, true) {
		return false
	}
	defer w.busy.Store(false)
	if w.patience.exhausted() || w.contention.away() {
		return false
	}
	w.start(helpers)
	w.caller.Store(processor())
	w.rouse(helpers)
	return true
}
