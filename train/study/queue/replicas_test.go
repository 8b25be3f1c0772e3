package queue

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go/jetstream"

	"digits/train/study"
)

// freePorts are ports of this machine that nobody listens at.
func freePorts(t *testing.T, n int) (ports []int) {
	t.Helper()
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports
}

// cluster is three servers as somebody else would run them, by their URLs.
func cluster(t *testing.T) map[string]*server.Server {
	t.Helper()
	ports := freePorts(t, 3)
	var routes []string
	for _, p := range ports {
		routes = append(routes, fmt.Sprintf("nats://127.0.0.1:%d", p))
	}
	var started []*server.Server
	for i, p := range ports {
		s, err := server.NewServer(&server.Options{
			Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true, JetStreamMaxStore: 1 << 50, StoreDir: t.TempDir(), NoLog: true, NoSigs: true,
			ServerName: fmt.Sprintf("server%d", i), Routes: server.RoutesFromStr(strings.Join(routes, ",")),
			Cluster: server.ClusterOpts{Name: "test", Host: "127.0.0.1", Port: p},
		})
		if err != nil {
			t.Fatal(err)
		}
		s.Start()
		t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
		started = append(started, s)
	}
	servers := map[string]*server.Server{}
	for _, s := range started {
		if !s.ReadyForConnections(20 * time.Second) {
			t.Fatal("a server of the cluster does not start")
		}
		servers[s.ClientURL()] = s
	}
	return servers
}

// A study that is kept on three servers of a cluster goes on without any one of
// them, here the one that it is connected to. More servers than there are is an error
// that says so, and a study stays on as many as it was begun on.
func TestReplicas(t *testing.T) {
	t.Parallel()
	servers := cluster(t)
	urls := slices.Collect(maps.Keys(servers))
	ctx, s := within(t, 60*time.Second), quick("kept", 40)
	var n notices
	connect := func() (c *Connection) {
		for err := errors.New(""); err != nil; c, err = Connect(ctx, Access{URL: strings.Join(urls, ",")}, n.add) {
			if sleep(ctx, 50*time.Millisecond) != nil { // until the servers have found each other
				t.Fatal(err)
			}
		}
		t.Cleanup(c.Close)
		return c
	}
	driver, worker := connect(), connect()
	if _, err := driver.Open(ctx, quick("wide", 2), Options{Replicas: 5}); !errors.Is(err, ErrReplicas) || !strings.Contains(err.Error(), "for 5 replicas") {
		t.Errorf("five replicas: %v, want %v", err, ErrReplicas)
	}
	open(t, driver, s, Options{Replicas: 3}).Close()
	q := open(t, driver, s, Options{Replicas: 1, AckWait: time.Second})
	if lines := strings.Join(n.all(), "\n"); !strings.Contains(lines, "stays on as many servers as it was begun on, 3, not 1") {
		t.Errorf("said was %q", lines)
	}
	for _, name := range []string{jobsPrefix + s.Name, "KV_" + bucketPrefix + s.Name, "OBJ_" + filesPrefix + s.Name} {
		stream, err := driver.js.Stream(ctx, name)
		if err != nil {
			t.Fatal(err)
		}
		if got := replicas(stream.CachedInfo()); got != 3 {
			t.Errorf("%s is on %d servers, want 3", name, got)
		}
	}
	var ran atomic.Int64
	working, stop := context.WithCancel(ctx)
	ended := make(chan error)
	go func() {
		ended <- worker.Work(working, Worker{Study: s.Name, Run: func(ctx context.Context, j study.Job, f study.Files, p func(int)) (study.Record, error) {
			if ran.Add(1) == 10 {
				servers[driver.nc.ConnectedUrl()].Shutdown()
			}
			return pretend(ctx, j, f, p)
		}})
	}()
	records, err := study.Drive(ctx, s, q, nil)
	if err != nil || len(records) != 40 {
		t.Errorf("%d records, %v, want 40", len(records), err)
	}
	if lines := strings.Join(n.all(), "\n"); !strings.Contains(lines, " is lost") {
		t.Errorf("said was %q: no server was lost", lines)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// replicas is on how many servers a stream is.
func replicas(info *jetstream.StreamInfo) int {
	if info.Cluster == nil {
		return 1
	}
	return 1 + len(info.Cluster.Replicas) // the leader, and those that follow
}
