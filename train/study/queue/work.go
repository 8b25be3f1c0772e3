package queue

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"digits/train/study"
)

// Worker says how jobs are done.
type Worker struct {
	Name  string // in records and lines; host-pid if empty
	Slots int    // how many jobs at once; 1 if 0
	Study string // whose jobs to take; those of all studies if empty

	// Accept, if not nil, returns an error if the jobs of such a plan cannot be done
	// here: this worker then leaves the study's jobs to others.
	Accept func(study.Plan) error

	// Run does a job. It should return soon once the context is done. A record is
	// stored even so; an error gives the job back, for this worker or another one.
	Run func(ctx context.Context, job study.Job, files study.Files, progress func(epoch int)) (study.Record, error)

	// Done, if not nil, is called for each job whose result is stored. Results that
	// were there before, from another worker, are not counted. It may be called from
	// several goroutines at once, as Notice may be.
	Done func(job study.Job, record study.Record, counted bool)

	// Notice, if not nil, is told what else a person should know, a line at a time.
	Notice func(string)

	// Idle ends the work if there is no job in hand for so long; never if 0.
	Idle time.Duration
}

// ErrRefusing is wrapped where a worker is kept from the study it was to work for.
var ErrRefusing = errors.New("this worker cannot do its jobs")

// Work does jobs until the context is done, and then returns nil: what was not
// finished has been given back. Sooner, it returns after Worker.Idle without a
// job, or with an error if the one study it is for refuses it or is not finished
// for a reason that does not pass.
func (c *Connection) Work(ctx context.Context, w Worker) error {
	w.Slots = max(w.Slots, 1)
	if w.Name == "" {
		host, _ := os.Hostname()
		w.Name = fmt.Sprintf("%s-%d", cmp.Or(host, "worker"), os.Getpid())
	}
	if w.Notice == nil {
		w.Notice = c.notice
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if c.embedded != nil {
		defer context.AfterFunc(c.embedded.log.failed, func() { cancel(c.embedded.Err()) })()
	}
	t := &team{
		c: c, Worker: w,
		slots: semaphore.NewWeighted(int64(w.Slots)),
		room:  semaphore.NewWeighted(int64(w.Slots)),
	}
	t.supply = supply{c: c, worker: &t.Worker}
	err := t.work(ctx)
	cancel(nil)
	t.jobs.Wait()
	c.flush() // what was given back is on its way
	if cause := context.Cause(ctx); err == nil && !errors.Is(cause, context.Canceled) && !errors.Is(cause, context.DeadlineExceeded) {
		err = cause
	}
	if err != nil {
		return fmt.Errorf("queue: %w", err)
	}
	return nil
}

// team is a worker with its slots at work.
type team struct {
	Worker
	c      *Connection
	supply supply
	slots  *semaphore.Weighted // taken by jobs in hand
	room   *semaphore.Weighted // taken by jobs that run; all of it by one that may kill the process
	jobs   sync.WaitGroup
	hands  atomic.Int64 // how many jobs are in hand
	last   atomic.Int64 // when a job was begun or ended, in Unix nanoseconds
}

// work asks for as many jobs as there are free slots, again and again.
func (t *team) work(ctx context.Context) error {
	t.busy(0)
	for t.slots.Acquire(ctx, 1) == nil {
		free := 1
		for t.slots.TryAcquire(1) {
			free++
		}
		sites, err := t.supply.refresh(ctx)
		switch {
		case err != nil:
			return err
		case len(sites) == 1:
			t.jobs.Go(func() { t.pull(ctx, sites[0], free, t.waiting()) })
		default:
			t.poll(ctx, sites, free)
		}
		if t.idle() {
			return nil
		}
	}
	return nil
}

// waiting is how long one question for jobs takes, if there are none.
func (t *team) waiting() time.Duration {
	if t.Idle > 0 {
		return min(pullTime, max(t.Idle, pollPause))
	}
	return pullTime
}

// pull waits for jobs of a study and does them, on so many slots, which it
// releases.
func (t *team) pull(ctx context.Context, at *site, slots int, wait time.Duration) int {
	got := 0
	for k := range t.supply.fetch(ctx, at, slots, wait) {
		got++
		t.busy(1)
		t.jobs.Go(func() {
			defer t.slots.Release(1)
			defer t.busy(-1)
			t.do(ctx, k)
		})
	}
	t.slots.Release(int64(slots - got))
	return got
}

// poll asks each study in turn for what there is.
func (t *team) poll(ctx context.Context, sites []*site, slots int) {
	for range sites {
		at := t.supply.turn(sites)
		if t.pull(ctx, at, slots, 0) > 0 {
			return
		}
		if t.slots.Acquire(ctx, int64(slots)) != nil {
			return
		}
	}
	t.slots.Release(int64(slots))
	sleep(ctx, pollPause)
}

// busy notes that jobs have been begun or, with a number below 0, ended.
func (t *team) busy(jobs int64) {
	t.last.Store(time.Now().UnixNano())
	t.hands.Add(jobs)
}

// idle tells whether there has been no job in hand for so long that the work ends.
func (t *team) idle() bool {
	return t.Idle > 0 && t.hands.Load() == 0 && time.Since(time.Unix(0, t.last.Load())) > t.Idle
}
