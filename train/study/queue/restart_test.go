package queue

import (
	"context"
	"maps"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"digits/train/study"
)

// restartable is a server as somebody else would run it, which comes back at its
// port and in its folder.
type restartable struct {
	t      *testing.T
	folder string
	port   int
	server *server.Server
}

func (r *restartable) start() {
	r.t.Helper()
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: r.port, JetStream: true, JetStreamMaxStore: 1 << 50, StoreDir: r.folder, NoLog: true, NoSigs: true})
	if err != nil {
		r.t.Fatal(err)
	}
	s.Start()
	if !s.ReadyForConnections(10 * time.Second) {
		r.t.Fatal("the server does not start")
	}
	r.port, r.server = s.Addr().(*net.TCPAddr).Port, s
}

func (r *restartable) stop() {
	r.server.Shutdown()
	r.server.WaitForShutdown()
}

// A server that goes away in the middle and comes back, with its store or without,
// is waited for, which is said, and nothing that was finished before is run again.
// What was in hand may be: a server without its store has to be given it anew.
func TestServerComesBack(t *testing.T) {
	for name, lose := range map[string]bool{"with its store": false, "without": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, s := within(t, 30*time.Second), quick("back", 60)
			r := &restartable{t: t, folder: t.TempDir(), port: server.RANDOM_PORT}
			r.start()
			defer func() { r.stop() }()
			var n notices
			access := Access{URL: "nats://127.0.0.1:" + strconv.Itoa(r.port)}
			driver, err := Connect(ctx, access, n.add)
			if err != nil {
				t.Fatal(err)
			}
			defer driver.Close()
			worker, err := Connect(ctx, access, n.add)
			if err != nil {
				t.Fatal(err)
			}
			defer worker.Close()
			q := open(t, driver, s, Options{AckWait: 500 * time.Millisecond})
			half, restarted := make(chan struct{}), make(chan struct{})
			var done atomic.Int64
			var mu sync.Mutex
			started, counted := map[string]bool{}, map[string]bool{}
			var finished map[string]bool // counted before the server went away
			var again []string
			working, stop := context.WithCancel(ctx)
			ended := make(chan error)
			go func() {
				ended <- worker.Work(working, Worker{
					Slots: 2,
					Run: func(ctx context.Context, j study.Job, f study.Files, p func(int)) (study.Record, error) {
						mu.Lock()
						wait := len(counted) >= 30
						if !wait {
							started[j.ID()] = true
						}
						if finished[j.ID()] {
							again = append(again, j.ID())
						}
						mu.Unlock()
						if wait {
							<-restarted
						}
						time.Sleep(5 * time.Millisecond)
						return pretend(ctx, j, f, p)
					},
					Done: func(j study.Job, _ study.Record, _ bool) {
						mu.Lock()
						counted[j.ID()] = true
						mu.Unlock()
						if done.Add(1) == 30 {
							close(half)
						}
					},
				})
			}()
			go func() {
				defer close(restarted)
				<-half
				for same := 0; same < 3; time.Sleep(50 * time.Millisecond) { // what is counted has come to the driver
					mu.Lock()
					q.mu.Lock()
					if same++; len(q.kept) != len(counted) || len(started) != len(counted) {
						same = 0
					}
					q.mu.Unlock()
					mu.Unlock()
				}
				mu.Lock()
				finished = maps.Clone(counted)
				mu.Unlock()
				r.stop()
				if lose {
					os.RemoveAll(filepath.Join(r.folder, "jetstream"))
				}
				r.start()
			}()
			records, err := study.Drive(ctx, s, q, nil)
			if err != nil || len(records) != 60 {
				t.Errorf("%d records, %v, want 60", len(records), err)
			}
			stop()
			if err := <-ended; err != nil {
				t.Error(err)
			}
			if len(finished) < 30 || len(again) != 0 {
				t.Errorf("of %d that were finished %q were run again", len(finished), again)
			}
			lines := strings.Join(n.all(), "\n")
			for _, want := range []string{access.URL + " is lost (", "trying again until it is back", "connected again, to " + access.URL} {
				if !strings.Contains(lines, want) {
					t.Errorf("said was %q, want %q", lines, want)
				}
			}
		})
	}
}

// A worker for all studies of a server takes jobs of each, also of one that comes
// later, as long as it has a job in hand, and ends when it has had none for long enough.
func TestSeveralStudies(t *testing.T) {
	t.Parallel()
	const idle = 800 * time.Millisecond
	ctx := within(t, 30*time.Second)
	r := &restartable{t: t, folder: t.TempDir(), port: server.RANDOM_PORT}
	r.start()
	defer r.stop()
	connect := func() *Connection {
		c, err := Connect(ctx, Access{URL: r.server.ClientURL()}, nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(c.Close)
		return c
	}
	drive := func(name string) {
		s, q := quick(name, 10), open(t, connect(), quick(name, 10), Options{})
		if records, err := study.Drive(ctx, s, q, nil); err != nil || len(records) != 10 {
			t.Errorf("study %s: %d records, %v, want 10", name, len(records), err)
		}
		if err := q.Finish(ctx); err != nil {
			t.Error(err)
		}
		q.Close() // while the server is there
	}
	var first sync.WaitGroup
	first.Go(func() { drive("a") })
	inHand, later := make(chan struct{}), make(chan struct{})
	var held atomic.Bool
	ended := make(chan error)
	worker := connect()
	go func() {
		for { // until there is a job, however long that takes
			err := worker.Work(ctx, Worker{Slots: 2, Idle: idle, Run: func(ctx context.Context, j study.Job, f study.Files, p func(int)) (study.Record, error) {
				if held.CompareAndSwap(false, true) {
					close(inHand)
					<-later
				}
				return pretend(ctx, j, f, p)
			}})
			if err != nil || held.Load() {
				ended <- err
				return
			}
		}
	}()
	<-inHand
	time.Sleep(3 * idle) // which with a job in hand is no end
	drive("b")
	drive("c")
	close(later)
	first.Wait()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
