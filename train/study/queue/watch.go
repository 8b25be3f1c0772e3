package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"digits/train/study"
)

// Watch calls arrived with all records that there are, and then with those that
// arrive, as study.Queue says. While the server is away, it waits. A server that
// has lost records or jobs gets them again. Besides arrived's errors and the
// context's, Watch returns one that wraps ErrDriven if another process has taken
// the driving, or ErrStore if the study's own server can store no more.
func (q *Queue) Watch(ctx context.Context, arrived func(study.News) error) error {
	for begin := time.Now(); ; {
		w := &watch{queue: q, arrived: arrived}
		err := w.run(ctx)
		if !w.restarts(ctx, err) {
			return w.end(ctx, err)
		}
		if w.complete {
			begin = time.Now()
		}
		if err := q.c.wait(ctx, err, "watch results", &begin); err != nil {
			return err
		}
	}
}

// watch is a watch of one connection's life.
type watch struct {
	queue    *Queue
	arrived  func(study.News) error
	answer   error // arrived's
	complete bool  // all records that there were have arrived
	updates  <-chan jetstream.KeyValueEntry
	beats    chan *nats.Msg
	found    map[string]bool // results that this server has, by job ID
	missing  int             // how many jobs the stream lacked when last looked at
}

var errAgain = errors.New("connected again")

// restarts tells whether another watch should go on where this one has ended.
func (w *watch) restarts(ctx context.Context, err error) bool {
	return ctx.Err() == nil && w.answer == nil && w.queue.c.passes(err) && !errors.Is(err, ErrDriven)
}

func (w *watch) end(ctx context.Context, err error) error {
	embedded := w.queue.c.embedded
	switch {
	case w.answer != nil:
		return w.answer
	case embedded != nil && embedded.Err() != nil:
		return fmt.Errorf("queue: study %s: %w", w.queue.study.Name, embedded.Err())
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return fmt.Errorf("queue: study %s: %w", w.queue.study.Name, w.queue.c.explain(err))
}

func (w *watch) run(ctx context.Context) error {
	q := w.queue
	again := q.c.nc.StatusChanged(nats.CONNECTED)
	defer q.c.nc.RemoveStatusListener(again)
	if err := q.make(ctx); err != nil {
		return err
	}
	w.beats = make(chan *nats.Msg, 1024)
	beats, err := q.c.nc.ChanSubscribe(beatSubjects+q.study.Name, w.beats)
	if err != nil {
		return err
	}
	defer beats.Unsubscribe()
	results, err := q.bucket.WatchFiltered(ctx, []string{resultKeys + ">", conflictKeys + ">"})
	if err != nil {
		return err
	}
	defer func() {
		results.Stop()
		for range results.Updates() { // whoever sends waits for us
		}
	}()
	w.updates = results.Updates()
	if err := w.begin(ctx); err != nil {
		return err
	}
	return w.follow(ctx, again)
}

// begin reads what there is, gives the server what it lacks, and tells.
func (w *watch) begin(ctx context.Context) error {
	w.found = map[string]bool{}
	var news study.News
	timeout := time.NewTimer(callTime)
	defer timeout.Stop()
	for done := false; !done; {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-timeout.C:
			return context.DeadlineExceeded
		case entry, ok := <-w.updates:
			if !ok {
				return errAgain
			}
			if done = entry == nil; !done {
				timeout.Reset(callTime)
				if err := w.take(entry, &news); err != nil {
					return err
				}
			}
		}
	}
	if err := w.restore(ctx); err != nil {
		return err
	}
	w.complete = true
	w.answer = w.arrived(news)
	return w.answer
}

// follow takes what arrives, until the connection has been lost and made again.
func (w *watch) follow(ctx context.Context, again <-chan nats.Status) error {
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	failed := w.queue.c.storeFailed()
	for {
		var news study.News
		var err error
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-failed:
			return ErrStore
		case <-w.queue.lease.lost:
			return ErrDriven
		case <-again:
			return errAgain
		case <-look.C:
			err = w.look(ctx)
		case entry, ok := <-w.updates:
			if !ok {
				return errAgain
			}
			err = w.take(entry, &news)
		case m := <-w.beats:
			takeBeat(m, &news)
		}
		if err == nil {
			err = w.more(&news)
		}
		if err == nil {
			err = w.tell(news)
		}
		if err != nil {
			return err
		}
	}
}

// more takes what else has arrived meanwhile.
func (w *watch) more(news *study.News) error {
	for range 1000 {
		select {
		case entry, ok := <-w.updates:
			if !ok {
				return errAgain
			}
			if err := w.take(entry, news); err != nil {
				return err
			}
		case m := <-w.beats:
			takeBeat(m, news)
		default:
			return nil
		}
	}
	return nil
}

func (w *watch) tell(news study.News) error {
	if len(news.Records) == 0 && len(news.Beats) == 0 {
		return nil
	}
	w.answer = w.arrived(news)
	return w.answer
}

// take adds an entry's record to the news, unless it is known.
func (w *watch) take(entry jetstream.KeyValueEntry, news *study.News) error {
	if entry == nil || entry.Operation() != jetstream.KeyValuePut {
		return nil
	}
	var r study.Record
	if err := json.Unmarshal(entry.Value(), &r); err != nil {
		return fmt.Errorf("%w: key %s: %w", ErrFormat, entry.Key(), err)
	}
	id, counts := strings.CutPrefix(entry.Key(), resultKeys)
	if !counts {
		news.Records = append(news.Records, r) // which the driver finds to be another
		return nil
	}
	w.found[id] = true
	if w.queue.keep(id, entry.Value()) {
		news.Records = append(news.Records, r)
	}
	return nil
}

func takeBeat(m *nats.Msg, news *study.News) {
	var b study.Beat
	if json.Unmarshal(m.Data, &b) == nil {
		news.Beats = append(news.Beats, b)
	}
}
