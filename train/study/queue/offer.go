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

// chunk is how many jobs are on their way to the server at once.
const chunk = 500

// maxPerSubject is the code of nats-server's error for a job that is in the
// stream already (JSStreamMaxMsgsPerSubject… has no name in nats.go).
const maxPerSubject = 10077

// Offer puts jobs into the stream, but for those that are in it already. While
// the server is away it waits.
func (q *Queue) Offer(ctx context.Context, jobs []study.Job) error {
	q.mu.Lock()
	var fresh []study.Job
	for _, j := range jobs {
		if _, done := q.kept[j.ID()]; !done {
			fresh = append(fresh, j)
		}
	}
	q.outstanding = append(q.outstanding, fresh...)
	q.mu.Unlock()
	return q.publish(ctx, fresh)
}

// publish sends the jobs again and again until the server has them all.
func (q *Queue) publish(ctx context.Context, jobs []study.Job) error {
	for begin := time.Now(); len(jobs) > 0; {
		n := min(len(jobs), chunk)
		left, err := q.publishOnce(ctx, jobs[:n])
		if len(left) < n {
			begin = time.Now()
		}
		jobs = append(left, jobs[n:]...)
		if len(left) == 0 {
			continue
		}
		if err := q.c.wait(ctx, err, "offer jobs", &begin); err != nil {
			return err
		}
		if err := q.make(ctx); err != nil && !q.c.passes(err) {
			return fmt.Errorf("queue: study %s: %w", q.study.Name, q.c.explain(err))
		}
	}
	return nil
}

// publishOnce sends the jobs at once and returns those that the server does not
// say it has.
func (q *Queue) publishOnce(ctx context.Context, jobs []study.Job) (left []study.Job, why error) {
	sent := make([]jetstream.PubAckFuture, 0, len(jobs))
	for i, j := range jobs {
		text, err := json.Marshal(j)
		if err != nil {
			return jobs, err
		}
		future, err := q.c.js.PublishAsync(jobSubject(j), text)
		if err != nil {
			left, why = append(left, jobs[i:]...), err
			break
		}
		sent = append(sent, future)
	}
	timeout := time.After(callTime)
	for i, future := range sent {
		select {
		case <-future.Ok():
			continue
		case err := <-future.Err():
			var api *jetstream.APIError
			if errors.As(err, &api) && api.ErrorCode == maxPerSubject {
				continue
			}
			why = err
		case <-timeout:
			timeout = time.After(0)
			why = context.DeadlineExceeded
		case <-ctx.Done():
			return jobs, ctx.Err()
		}
		left = append(left, jobs[i])
	}
	return left, why
}
