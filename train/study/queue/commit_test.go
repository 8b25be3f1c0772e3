package queue

import (
	"context"
	"encoding/json"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"digits/train/study"
)

// comeSecond runs a study with a worker that does its jobs
// while another one comes first, with what change makes of the same records.
func comeSecond(t *testing.T, change func(*study.Record)) (counted, second int, lines []string, drive error) {
	t.Helper()
	server, s, ctx := serve(t, t.TempDir()), quick("second", 2), within(t, 20*time.Second)
	q := open(t, dial(t, server), s, Options{})
	var n notices
	var firsts, seconds atomic.Int64
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	worker := dial(t, server)
	done := make(chan error)
	go func() {
		done <- worker.Work(ctx, Worker{
			Name: "late", Notice: n.add,
			Run: func(ctx context.Context, job study.Job, f study.Files, p func(int)) (study.Record, error) {
				r, err := pretend(ctx, job, f, p)
				first := r
				first.Worker = "early"
				change(&first)
				value, _ := json.Marshal(first)
				q.bucket.Create(ctx, resultKeys+job.ID(), value)
				return r, err
			},
			Done: func(_ study.Job, _ study.Record, counted bool) {
				if counted {
					firsts.Add(1)
				} else {
					seconds.Add(1)
				}
			},
		})
	}()
	records, err := study.Drive(ctx, s, q, nil)
	if err == nil && len(records) != 2 {
		t.Errorf("%d records, want 2", len(records))
	}
	for {
		if info, err := q.c.js.Stream(ctx, jobsPrefix+s.Name); err != nil || info.CachedInfo().State.Msgs == 0 {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	return int(firsts.Load()), int(seconds.Load()), n.all(), err
}

// Of two equal results of a job one counts, whatever else the records say.
func TestSecondResult(t *testing.T) {
	counted, second, lines, err := comeSecond(t, func(r *study.Record) { r.Seconds = 7 })
	if counted != 0 || second != 2 || len(lines) != 0 || err != nil {
		t.Errorf("%d counted, %d did not, %q, %v; want 0 and 2, no lines, no error", counted, second, lines, err)
	}
}

// Two results that differ, in one bit, are said and end the study.
func TestOtherResult(t *testing.T) {
	_, _, lines, err := comeSecond(t, func(r *study.Record) { r.Result.ValLoss += 1e-16 })
	if err == nil || !strings.Contains(err.Error(), "two results") {
		t.Errorf("the study ends with %v, want an error about two results", err)
	}
	if len(lines) != 2 || !strings.Contains(lines[0], "two different results, of worker early and of worker late") {
		t.Errorf("said was %q, want a line for each of 2 jobs, with both workers", lines)
	}
}
