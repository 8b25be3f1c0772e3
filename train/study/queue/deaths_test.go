package queue

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"digits/train/study"
)

const shortWait = 200 * time.Millisecond

// oneJob is a study of one setting and one run, offered.
func oneJob(t *testing.T, ctx context.Context, wait time.Duration) (*Server, *Queue, study.Job) {
	t.Helper()
	server, s := serve(t, t.TempDir()), quick("one", 2)
	s.Runs = 1
	q := open(t, dial(t, server), s, Options{AckWait: wait})
	jobs, _ := s.Next(nil)
	if len(jobs) != 1 {
		t.Fatalf("%d jobs, want 1", len(jobs))
	}
	if err := q.Offer(ctx, jobs); err != nil {
		t.Fatal(err)
	}
	return server, q, jobs[0]
}

// dies takes the job and is not heard of again.
func dies(t *testing.T, ctx context.Context, q *Queue) {
	t.Helper()
	consumer, err := q.c.js.Consumer(ctx, jobsPrefix+q.study.Name, consumerName)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := consumer.Next(jetstream.FetchMaxWait(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
}

// outcome is the first record that a worker comes to.
func outcome(t *testing.T, ctx context.Context, server *Server, w Worker) study.Record {
	t.Helper()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var r study.Record
	w.Done = func(_ study.Job, done study.Record, _ bool) { r = done; stop() }
	if err := dial(t, server).Work(ctx, w); err != nil {
		t.Fatal(err)
	}
	return r
}

// A job whose worker dies is another's soon; one that was with 5 that died has failed.
func TestDeaths(t *testing.T) {
	t.Parallel()
	for deaths, failed := range map[int]string{1: "", maxDeaths - 1: "", maxDeaths: "its worker died, 5 times"} {
		ctx := within(t, 20*time.Second)
		server, q, _ := oneJob(t, ctx, shortWait)
		for range deaths {
			dies(t, ctx, q)
		}
		if r := outcome(t, ctx, server, Worker{Run: pretend, Slots: 3}); r.Result.Failed != failed || r.Result.JobID == "" {
			t.Errorf("after %d deaths: %+v, want failed %q", deaths, r.Result, failed)
		}
	}
}

// Errors count as deaths do, and the last one is the reason.
func TestErrors(t *testing.T) {
	t.Parallel()
	ctx := within(t, 20*time.Second)
	server, _, _ := oneJob(t, ctx, shortWait)
	var n notices
	var runs atomic.Int64
	r := outcome(t, ctx, server, Worker{Notice: n.add, Run: func(context.Context, study.Job, study.Files, func(int)) (study.Record, error) {
		if runs.Add(1) == maxDeaths {
			panic("index out of range")
		}
		return study.Record{}, errors.New("no memory")
	}})
	if want := "could not be run, 5 times: panic: index out of range"; r.Result.Failed != want || runs.Load() != maxDeaths {
		t.Errorf("%d runs, failed %q, want %d and %q", runs.Load(), r.Result.Failed, maxDeaths, want)
	}
	if lines := n.all(); len(lines) != maxDeaths || !strings.Contains(lines[0], "no memory: trying again") {
		t.Errorf("said was %q, want a line a run", lines)
	}
}

// Workers that are asked to end give the job back at once, and it is not to blame.
func TestGivenBack(t *testing.T) {
	ctx := within(t, 20*time.Second)
	server, _, _ := oneJob(t, ctx, shortWait)
	for range 2 * maxDeaths {
		working, stop := context.WithCancel(ctx)
		begun := make(chan struct{})
		worker, done := dial(t, server), make(chan error)
		go func() {
			done <- worker.Work(working, Worker{Run: func(ctx context.Context, _ study.Job, _ study.Files, _ func(int)) (study.Record, error) {
				close(begun)
				<-ctx.Done()
				return study.Record{}, ctx.Err()
			}})
		}()
		<-begun
		stop()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	if r := outcome(t, ctx, server, Worker{Run: pretend}); r.Result.Failed != "" || r.Result.JobID == "" {
		t.Errorf("%+v, want a result", r.Result)
	}
}

// While a job runs, longer than AckWait, it is nobody else's.
func TestBeats(t *testing.T) {
	t.Parallel()
	ctx := within(t, 20*time.Second)
	server, _, _ := oneJob(t, ctx, 3*time.Second)
	var runs atomic.Int64
	slow := func(ctx context.Context, j study.Job, f study.Files, p func(int)) (study.Record, error) {
		runs.Add(1)
		time.Sleep(5 * time.Second)
		return pretend(ctx, j, f, p)
	}
	outcome(t, ctx, server, Worker{Run: slow, Slots: 3})
	if runs.Load() != 1 {
		t.Errorf("the job ran %d times, want once", runs.Load())
	}
}
