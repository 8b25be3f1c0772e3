package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"digits/train/study"
)

// do does a job, unless it has a result already, and stores its result.
func (t *team) do(ctx context.Context, k task) {
	var job study.Job
	if err := json.Unmarshal(k.message.Data(), &job); err != nil {
		t.Notice(fmt.Sprintf("study %s: message on %s is no job, and is thrown away: %v", k.site.study.Name, k.message.Subject(), err))
		k.message.Term()
		return
	}
	b := t.beat(k, job)
	defer b.end()
	err := t.settle(ctx, k, job, b)
	var own *jobError
	switch {
	case err == nil:
		k.message.Ack()
	case ctx.Err() == nil && errors.As(err, &own):
		t.Notice(fmt.Sprintf("study %s, trial %s: %v: trying again", k.site.study.Name, job.ID(), err))
		k.blame(job, err)
		k.message.NakWithDelay(k.site.wait)
	default: // this worker ends, or the study is gone
		k.pardon(job)
		k.message.Nak()
	}
}

// jobError is an error that may be the job's own fault.
type jobError struct{ err error }

func (e *jobError) Error() string { return e.err.Error() }
func (e *jobError) Unwrap() error { return e.err }

// settle sees to it that the job has a result.
func (t *team) settle(ctx context.Context, k task, job study.Job, b *beats) error {
	var done bool
	var d deaths
	err := t.c.insist(ctx, "look for a result", func(ctx context.Context) (err error) {
		if done, err = k.site.has(ctx, job); err == nil && !done {
			d, err = k.deaths(ctx, job)
		}
		return err
	})
	if err != nil || done {
		return err
	}
	record, err := t.record(ctx, k, job, b, d)
	if err != nil {
		return err
	}
	err = t.commit(ctx, k.site, job, record)
	if errors.Is(err, nats.ErrMaxPayload) || errors.Is(err, ErrFormat) {
		err = &jobError{err}
	}
	return err
}

// has tells whether the job has a result.
func (at *site) has(ctx context.Context, job study.Job) (bool, error) {
	_, err := at.bucket.Get(ctx, resultKeys+job.ID())
	if errors.Is(err, jetstream.ErrKeyNotFound) {
		return false, nil
	}
	return err == nil, err
}

// record runs the job. One that has been with workers that died runs alone; with
// too many of them, it has failed.
func (t *team) record(ctx context.Context, k task, job study.Job, b *beats, d deaths) (r study.Record, err error) {
	if d.count >= maxDeaths {
		failed := study.Result{JobID: job.ID(), Failed: d.failed()}
		return study.Record{Result: failed, Finished: time.Now().UTC(), Worker: t.Name}, nil
	}
	share := int64(1)
	if d.count >= suspectDeaths {
		share = int64(t.Slots)
	}
	if err := t.room.Acquire(ctx, share); err != nil {
		return r, err
	}
	defer t.room.Release(share)
	r, err = t.run(ctx, k, job, b)
	r.Worker = t.Name
	return r, err
}

func (t *team) run(ctx context.Context, k task, job study.Job, b *beats) (r study.Record, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
		if err != nil {
			err = &jobError{err}
		}
	}()
	return t.Run(ctx, job, k.site.files, b.progress)
}
