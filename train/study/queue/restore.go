package queue

import (
	"context"
	"errors"
	"maps"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"digits/train/study"
)

// lookEvery is how often a watch looks whether the server still has the jobs that
// it was given.
const lookEvery = 15 * time.Second

// restore gives the server the results that it had once, and the jobs.
func (w *watch) restore(ctx context.Context) error {
	q := w.queue
	q.mu.Lock()
	kept := maps.Clone(q.kept)
	q.mu.Unlock()
	for id, value := range kept {
		if w.found[id] {
			continue
		}
		if _, err := q.bucket.Create(ctx, resultKeys+id, value); err != nil && !errors.Is(err, jetstream.ErrKeyExists) {
			return err
		}
	}
	return q.publish(ctx, q.waiting())
}

// look offers the jobs again if the stream holds fewer than have no result. Once
// may be a result that is on its way.
func (w *watch) look(ctx context.Context) error {
	info, err := w.queue.c.js.Stream(ctx, jobsPrefix+w.queue.study.Name)
	if err != nil {
		return err
	}
	jobs := w.queue.waiting()
	missing := len(jobs) - int(info.CachedInfo().State.Msgs)
	if missing > 0 && w.missing > 0 {
		return w.queue.publish(ctx, jobs)
	}
	w.missing = missing
	return nil
}

// keep remembers a result and returns whether it is new.
func (q *Queue) keep(id string, value []byte) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if _, known := q.kept[id]; known {
		return false
	}
	q.kept[id] = value
	return true
}

// waiting returns the jobs that were offered and have no result yet.
func (q *Queue) waiting() []study.Job {
	q.mu.Lock()
	defer q.mu.Unlock()
	var open []study.Job
	for _, j := range q.outstanding {
		if _, done := q.kept[j.ID()]; !done {
			open = append(open, j)
		}
	}
	q.outstanding = open
	return append([]study.Job(nil), open...)
}
