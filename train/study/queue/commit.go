package queue

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"digits/train/study"
)

// ErrDiffers is wrapped where a job has come to two results, which a pure function
// does not do.
var ErrDiffers = errors.New("two different results")

// lastChance is how long a worker that ends tries to store what it has in hand: a command
// has two seconds to end.
const lastChance = time.Second

// commit stores a job's record, once the server is there. There is one for each
// job: the first. A second one must be equal to it and does not count; if it is
// not, that is said, here and to the study.
func (t *team) commit(ctx context.Context, at *site, job study.Job, r study.Record) error {
	value, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrFormat, err)
	}
	ctx, stop := outliving(ctx, lastChance)
	defer stop()
	var counted bool
	err = t.c.insist(ctx, "store a result", func(ctx context.Context) error {
		var err error
		if counted, err = at.store(ctx, resultKeys+job.ID(), value); err == nil && !counted {
			counted, err = at.compare(ctx, job, r, value)
		}
		return err
	})
	switch {
	case errors.Is(err, ErrDiffers):
		t.Notice(fmt.Sprintf("study %s, trial %s: %v", at.study.Name, job.ID(), err))
		return nil
	case err == nil && t.Done != nil:
		t.Done(job, r, counted)
	}
	return err
}

// store creates the key and returns true, or false if it was there.
func (at *site) store(ctx context.Context, key string, value []byte) (bool, error) {
	_, err := at.bucket.Create(ctx, key, value)
	if errors.Is(err, jetstream.ErrKeyExists) {
		return false, nil
	}
	return err == nil, err
}

// compare returns an error that wraps ErrDiffers unless the record that is there
// has an equal result. If it is this very record, an earlier call has stored it and
// its answer was lost: that counts.
func (at *site) compare(ctx context.Context, job study.Job, r study.Record, value []byte) (counted bool, err error) {
	entry, err := at.bucket.Get(ctx, resultKeys+job.ID())
	if err != nil {
		return false, err
	}
	var first study.Record
	if err := json.Unmarshal(entry.Value(), &first); err != nil {
		return false, fmt.Errorf("%w: key %s: %w", ErrFormat, entry.Key(), err)
	}
	if given(first.Result) || given(r.Result) || equal(first.Result, r.Result) {
		return bytes.Equal(entry.Value(), value), nil
	}
	if _, err := at.store(ctx, conflictKeys+job.ID(), value); err != nil {
		return false, err
	}
	return false, fmt.Errorf("%w, of worker %s and of worker %s: the programs or the kinds of CPU differ", ErrDiffers, first.Worker, r.Worker)
}

func equal(a, b study.Result) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

// outliving returns a context that is done some time after ctx.
func outliving(ctx context.Context, more time.Duration) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		timer := time.AfterFunc(more, cancel)
		context.AfterFunc(longer, func() { timer.Stop() })
	})
	return longer, func() { stop(); cancel() }
}
