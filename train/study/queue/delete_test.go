package queue

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go/jetstream"

	"digits/train/study"
)

// streamNames are those of all that is on the server.
func streamNames(t *testing.T, c *Connection) string {
	t.Helper()
	var names []string
	list := c.js.StreamNames(context.Background())
	for name := range list.Name() {
		names = append(names, name)
	}
	if err := list.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(names, " ")
}

// A study is deleted with all that it has, and nothing of others, unless a process
// drives it. A worker that did its jobs takes those of a new one of that name.
func TestDelete(t *testing.T) {
	t.Parallel()
	url, ctx := plainServer(t, server.Options{JetStream: true}), within(t, 30*time.Second)
	var n notices
	connect := func(notice func(string)) *Connection {
		c, err := Connect(ctx, Access{URL: url}, notice)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(c.Close)
		return c
	}
	c := connect(nil)
	refused := func(name string, want error, text string) {
		t.Helper()
		if _, err := c.Delete(ctx, name); !errors.Is(err, want) || !strings.Contains(err.Error(), text) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want one line with %q that wraps %q", name, err, text, want)
		}
	}
	refused("s", ErrNoStudy, "which has none at all")
	neighbour := open(t, connect(nil), quick("s_files", 2), Options{})
	before := streamNames(t, c)
	working, stop := context.WithCancel(ctx)
	ended := make(chan error)
	worker := connect(n.add)
	go func() { ended <- worker.Work(working, Worker{Slots: 2, Run: pretend}) }()
	for _, trials := range []int{10, 6} {
		s := quick("s", trials)
		q := open(t, connect(nil), s, Options{})
		refused("s", ErrDriven, "process")
		if err := q.Files().Put(ctx, "model", make([]byte, 1000)); err != nil {
			t.Fatal(err)
		}
		if _, err := study.Drive(ctx, s, q, nil); err != nil {
			t.Fatal(err)
		}
		if trials == 10 { // the other is deleted as it is
			if err := q.Finish(ctx); err != nil {
				t.Fatal(err)
			}
		}
		q.Close()
		refused("t", ErrNoStudy, "s, s_files")
		got, err := c.Delete(ctx, "s")
		if err != nil || got.Results != trials || got.Jobs != 0 || got.Bytes < 1000 {
			t.Errorf("removed %+v, %v, want %d results and the file", got, err, trials)
		}
		if after := streamNames(t, c); after != before {
			t.Errorf("on the server are %s, want %s", after, before)
		}
	}
	stop()
	if err := <-ended; err != nil || len(n.all()) > 0 {
		t.Errorf("the worker: %v, said was %q", err, n.all())
	}
	neighbour.Close()
}

// Jobs that have no result are counted, and what is left of a study that was not
// deleted in whole can be.
func TestDeleteUnfinished(t *testing.T) {
	ctx, s := within(t, 20*time.Second), quick("open", 6)
	c := dial(t, serve(t, t.TempDir()))
	q := open(t, c, s, Options{})
	jobs, _ := s.Next(nil)
	if err := q.Offer(ctx, jobs); err != nil {
		t.Fatal(err)
	}
	record, err := pretend(ctx, jobs[0], nil, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	value, err := json.Marshal(record)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := q.bucket.Create(ctx, resultKeys+jobs[0].ID(), value); err != nil { // and its worker has not acknowledged it yet
		t.Fatal(err)
	}
	q.Close()
	if got, err := c.Delete(ctx, "open"); err != nil || got.Jobs != 5 || got.Results != 1 {
		t.Errorf("removed %+v, %v, want 5 jobs and a result", got, err)
	}
	open(t, c, s, Options{}).Close()
	if err := c.js.DeleteKeyValue(ctx, bucketPrefix+s.Name); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Delete(ctx, "open"); err != nil {
		t.Error(err)
	}
	if left := streamNames(t, c); left != "" {
		t.Errorf("left is %s", left)
	}
}

// A server that is full, where nothing more can be written, gets room.
func TestDeleteFromFullServer(t *testing.T) {
	ctx, s := within(t, 20*time.Second), quick("large", 2)
	c, err := Connect(ctx, Access{URL: plainServer(t, server.Options{JetStream: true, JetStreamMaxStore: 1 << 20})}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	q := open(t, c, s, Options{FileSize: -1})
	q.Close()
	other, err := c.js.CreateStream(ctx, jetstream.StreamConfig{Name: "other", Subjects: []string{"other"}})
	if err != nil {
		t.Fatal(err)
	}
	for size := 1 << 17; size > 0; size /= 2 { // to the last byte
		for err = nil; err == nil; {
			_, err = c.js.Publish(ctx, "other", make([]byte, size))
		}
	}
	if _, err := q.bucket.Put(ctx, "more", nil); err == nil {
		t.Fatalf("the server is not full: %v", other.CachedInfo().State)
	}
	if _, err := c.Delete(ctx, "large"); err != nil {
		t.Error(err)
	}
	if left := streamNames(t, c); left != "other" {
		t.Errorf("left is %s, want other alone", left)
	}
}
