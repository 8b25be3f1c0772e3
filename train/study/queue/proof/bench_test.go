//go:build linux

package proof

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"digits/train/study"
	"digits/train/study/queue"
)

// serving is the variable with which the test's binary is a server in a folder, as
// a study has it.
const serving = "DIGITS_PROOF_SERVE"

func serveAlone(folder string) {
	if _, err := queue.Serve(queue.Serving{Folder: folder}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	select {}
}

// BenchmarkQueue measures what the queue itself takes: 10,000 trials without work,
// 100 workers, each with a connection of its own, and a study's server in a process
// of its own. Half-way the server is killed and started again.
//
//	go test ./train/study/queue/proof -run xxx -bench Queue -benchtime 1x
func BenchmarkQueue(b *testing.B) {
	for _, size := range []struct{ workers, trials int }{{1, 2000}, {100, 10_000}} {
		b.Run(fmt.Sprintf("%dworkers", size.workers), func(b *testing.B) {
			for b.Loop() {
				measure(b, size.workers, size.trials, false)
			}
		})
	}
	b.Run("killed", func(b *testing.B) {
		for b.Loop() {
			measure(b, 100, 10_000, true)
		}
	})
}

// measured is a run of a study of trials without work.
type measured struct {
	b       *testing.B
	folder  string
	server  *exec.Cmd
	study   study.Study
	records int
	killed  time.Time
	kill    func()
	back    time.Duration
}

func measure(b *testing.B, workers, trials int, kill bool) {
	m := &measured{b: b, folder: b.TempDir()}
	m.study = study.Study{Version: study.Version, Name: "bench", Runs: 2, Seed: 1, Epochs: 5, DataSHA256: "none", Validation: 1}
	m.study.Space.Arch = []string{"keras"}
	for u := range trials / 2 {
		m.study.Space.Units = append(m.study.Space.Units, study.Shape{{Low: float64(u + 1), High: float64(u + 1)}})
	}
	m.serve()
	defer m.end()
	if kill {
		m.kill = sync.OnceFunc(func() {
			m.end()
			m.killed = time.Now()
			m.serve()
		})
	}
	begin := time.Now()
	m.drive(workers, trials)
	seconds := time.Since(begin).Seconds()
	if kill {
		b.ReportMetric(m.back.Seconds()*1000, "ms-until-next-result")
		return
	}
	b.ReportMetric(float64(trials)/seconds, "trials/s")
	b.ReportMetric(seconds/float64(trials)*1e6, "µs/trial")
	b.ReportMetric(float64(m.memory())/(1<<20), "MB-memory")
	b.ReportMetric(float64(m.disk())/(1<<20), "MB-disk")
}

func (m *measured) serve() {
	m.server = exec.Command(os.Args[0])
	m.server.Env = append(os.Environ(), serving+"="+m.folder)
	if err := m.server.Start(); err != nil {
		m.b.Fatal(err)
	}
}

func (m *measured) end() {
	m.server.Process.Kill()
	m.server.Wait()
}

// connect connects to the server, once it has said where it is.
func (m *measured) connect() *queue.Connection {
	for range 500 {
		if url, err := queue.Address(m.folder); err == nil {
			if c, err := queue.Connect(context.Background(), queue.Access{URL: url}, nil); err == nil {
				return c
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
	m.b.Fatal("the server does not start")
	return nil
}

func (m *measured) drive(workers, trials int) {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	c := m.connect()
	defer c.Close()
	q, err := c.Open(ctx, m.study, queue.Options{})
	if err != nil {
		m.b.Fatal(err)
	}
	defer q.Close()
	var working sync.WaitGroup
	for range workers {
		w := m.connect()
		working.Go(func() {
			defer w.Close()
			w.Work(ctx, queue.Worker{Study: m.study.Name, Run: nothing})
		})
	}
	err = q.Watch(ctx, func(n study.News) error { return m.arrived(ctx, q, n, trials) })
	stop()
	working.Wait()
	if err != errEnough {
		m.b.Fatal(err)
	}
}

var errEnough = errors.New("all are there")

// arrived offers all jobs at first, and counts their records.
func (m *measured) arrived(ctx context.Context, q *queue.Queue, n study.News, trials int) error {
	if m.records == 0 && len(n.Records) == 0 && len(n.Beats) == 0 {
		jobs, _ := m.study.Next(nil)
		return q.Offer(ctx, jobs)
	}
	m.records += len(n.Records)
	if len(n.Records) > 0 && !m.killed.IsZero() && m.back == 0 {
		m.back = time.Since(m.killed)
	}
	if m.kill != nil && m.records > trials/2 {
		m.kill()
	}
	if m.records == trials {
		return errEnough
	}
	return nil
}

// nothing is a trial without work, with a record as long as one of five epochs.
func nothing(_ context.Context, job study.Job, _ study.Files, _ func(int)) (study.Record, error) {
	r := study.Record{Result: study.Result{JobID: job.ID(), Accuracy: 0.9876543210123456, Loss: 0.0123456789012345, ValAccuracy: 0.9765432101234567, ValLoss: 0.1234567890123456, Parameters: 407050, Weights: strings.Repeat("0123456789abcdef", 4)}}
	for epoch := range job.Epochs {
		r.Result.History = append(r.Result.History, study.Epoch{Epoch: epoch + 1, Accuracy: 0.9876543210123456, Loss: 0.0123456789012345, ValAccuracy: 0.9765432101234567, ValLoss: 0.1234567890123456})
	}
	r.Seconds, r.Finished = 0.001, time.Now()
	return r, nil
}

// memory is the server's resident memory at its highest, in bytes.
func (m *measured) memory() int {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", m.server.Process.Pid))
	if err != nil {
		m.b.Fatal(err)
	}
	_, rest, _ := bytes.Cut(text, []byte("VmHWM:"))
	kilobytes, err := strconv.Atoi(string(bytes.Fields(rest)[0]))
	if err != nil {
		m.b.Fatal(err)
	}
	return kilobytes << 10
}

// disk is what the server's store takes, in bytes.
func (m *measured) disk() (total int64) {
	filepath.WalkDir(filepath.Join(m.folder, "jetstream"), func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			if info, err := d.Info(); err == nil {
				total += info.Size()
			}
		}
		return nil
	})
	return total
}
