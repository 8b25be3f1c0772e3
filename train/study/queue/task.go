package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

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
	done, err := t.has(ctx, k.site, job)
	if done {
		k.message.Ack()
		return
	}
	var record study.Record
	if err == nil {
		record, err = t.record(ctx, k, job, b)
	}
	if err == nil {
		err = t.commit(ctx, k.site, job, record)
	}
	if err != nil {
		t.giveBack(ctx, k, job, err)
		return
	}
	k.message.Ack()
}

// has tells whether the job has a result.
func (t *team) has(ctx context.Context, at *site, job study.Job) (bool, error) {
	call, cancel := t.c.call(ctx)
	defer cancel()
	_, err := at.bucket.Get(call, resultKeys+job.ID())
	if errors.Is(err, jetstream.ErrKeyNotFound) {
		return false, nil
	}
	return err == nil, err
}

// record runs the job. One that has been with workers that died runs alone; with
// too many of them, it has failed.
func (t *team) record(ctx context.Context, k task, job study.Job, b *beats) (r study.Record, err error) {
	died, err := k.deaths(ctx, job)
	if err != nil {
		return r, err
	}
	if died.count >= maxDeaths {
		r = study.Record{Result: study.Result{JobID: job.ID(), Failed: died.failed()}, Finished: time.Now().UTC()}
	} else {
		share := int64(1)
		if died.count >= suspectDeaths {
			share = int64(t.Slots)
		}
		if err := t.room.Acquire(ctx, share); err != nil {
			return r, err
		}
		r, err = t.run(ctx, k, job, b)
		t.room.Release(share)
	}
	r.Worker = t.Name
	return r, err
}

func (t *team) run(ctx context.Context, k task, job study.Job, b *beats) (r study.Record, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return t.Run(ctx, job, k.site.files, b.progress)
}

// giveBack lets another worker have the job: at once if this one ends, else after
// a while, since it may be the job that is to blame.
func (t *team) giveBack(ctx context.Context, k task, job study.Job, why error) {
	if ctx.Err() != nil {
		k.pardon(job)
		k.message.Nak()
		return
	}
	t.Notice(fmt.Sprintf("study %s, trial %s: %v: trying again", k.site.study.Name, job.ID(), why))
	k.blame(job, why)
	k.message.NakWithDelay(k.site.wait)
}
