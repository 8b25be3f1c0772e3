package queue

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"digits/train/study"
)

// The goroutine of nats.go that is left out waits for ever if the putting of an object
// ends before it begins, on a busy machine. A connection that is not closed leaves
// others.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("github.com/nats-io/nats.go/jetstream.(*jetStream).resetPendingAcksOnReconnect"))
}

// quick is a study of n trials with no data behind it, for pretend.
func quick(name string, n int) study.Study {
	s := study.Study{
		Version: study.Version, Name: name, Runs: 2, Seed: 1, Epochs: 9,
		DataSHA256: "none", Validation: 1,
		Space: study.Space{Arch: []string{"keras"}},
	}
	for i := range n / s.Runs {
		s.Space.Units = append(s.Space.Units, study.Shape{{Low: float64(i + 1), High: float64(i + 1)}})
	}
	return s
}

// pretend does a job without work: its result is a pure function of the job's ID,
// as a training's is of the job.
func pretend(_ context.Context, job study.Job, _ study.Files, progress func(int)) (study.Record, error) {
	sum := sha256.Sum256([]byte(job.ID()))
	accuracy := float64(binary.LittleEndian.Uint16(sum[:])) / (1 << 16)
	progress(job.Epochs)
	return study.Record{Result: study.Result{
		JobID: job.ID(), ValAccuracy: accuracy, ValLoss: 1 - accuracy, Parameters: 10, Weights: hex.EncodeToString(sum[:]),
	}, Seconds: 0.001, Finished: time.Now()}, nil
}

// notices collects lines.
type notices struct {
	mu    sync.Mutex
	lines []string
}

func (n *notices) add(line string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.lines = append(n.lines, line)
}

func (n *notices) all() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return append([]string(nil), n.lines...)
}

func serve(t *testing.T, folder string) *Server {
	t.Helper()
	s, err := Serve(Serving{Folder: folder})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func dial(t *testing.T, s *Server) *Connection {
	t.Helper()
	c, err := s.Connect(context.Background(), func(line string) { t.Log(line) })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func open(t *testing.T, c *Connection, s study.Study, o Options) *Queue {
	t.Helper()
	q, err := c.Open(context.Background(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(q.Close)
	return q
}

// within is a context that ends the test rather than the suite.
func within(t *testing.T, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), d)
	t.Cleanup(cancel)
	return ctx
}

// A study on a server within the process, and again from its folder.
func TestStudyInOneProcess(t *testing.T) {
	folder, s := t.TempDir(), quick("one", 40)
	ctx := within(t, 20*time.Second)
	var mu sync.Mutex
	runs := map[string]int{}
	counting := func(ctx context.Context, job study.Job, files study.Files, progress func(int)) (study.Record, error) {
		mu.Lock()
		defer mu.Unlock()
		runs[job.ID()]++
		return pretend(ctx, job, files, progress)
	}
	for range 2 {
		server := serve(t, folder)
		q := open(t, dial(t, server), s, Options{})
		working, stop := context.WithCancel(ctx)
		done := make(chan error)
		worker := dial(t, server)
		go func() { done <- worker.Work(working, Worker{Study: s.Name, Slots: 4, Run: counting}) }()
		records, err := study.Drive(ctx, s, q, nil)
		if err != nil || len(records) != 40 {
			t.Fatalf("%d records, %v, want 40", len(records), err)
		}
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		q.Close()
		server.Close()
	}
	if len(runs) != 40 {
		t.Errorf("%d jobs were run, want 40", len(runs))
	}
	for id, n := range runs {
		if n != 1 {
			t.Errorf("job %s ran %d times, want once", id, n)
		}
	}
}
