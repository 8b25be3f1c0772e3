package queue

import (
	"context"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"digits/train/study"
)

// The rights that the package comment names are enough, for a driver and for a
// worker.
func TestRights(t *testing.T) {
	o, err := server.ProcessConfigFile(textFile(t, `
		jetstream: {store_dir: "`+t.TempDir()+`"}
		authorization: {users: [
			{user: driver, password: p, permissions: {
				publish: ["$JS.API.>", "$JS.FC.>", "$KV.>", "$O.>", "digits.jobs.>"]
				subscribe: ["_INBOX.>", "digits.beats.*"]}}
			{user: worker, password: p, permissions: {
				publish: ["$JS.API.>", "$JS.FC.>", "$JS.ACK.>", "$KV.>", "$O.>", "digits.beats.*"]
				subscribe: ["_INBOX.>"]}}
		]}`))
	if err != nil {
		t.Fatal(err)
	}
	url, ctx := plainServer(t, *o), within(t, 20*time.Second)
	var n notices
	connect := func(user string) *Connection {
		c, err := Connect(ctx, Access{URL: url, User: user, Password: "p"}, n.add)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(c.Close)
		return c
	}
	s, worker := quick("rights", 10), connect("worker")
	q := open(t, connect("driver"), s, Options{})
	working, stop := context.WithCancel(ctx)
	ended := make(chan error)
	go func() {
		ended <- worker.Work(working, Worker{Run: func(ctx context.Context, j study.Job, f study.Files, p func(int)) (study.Record, error) {
			if err := f.Put(ctx, j.Checkpoint(), make([]byte, 1<<20)); err != nil {
				t.Error(err)
			}
			if _, err := f.Get(ctx, j.Checkpoint()); err != nil {
				t.Error(err)
			}
			return pretend(ctx, j, f, p)
		}})
	}()
	records, err := study.Drive(ctx, s, q, nil)
	if err != nil || len(records) != 10 {
		t.Errorf("%d records, %v, want 10", len(records), err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := q.Finish(ctx); err != nil {
		t.Error(err)
	}
	if worker.permission() != nil || q.c.permission() != nil || len(n.all()) > 0 {
		t.Errorf("said was %q", n.all())
	}
}
