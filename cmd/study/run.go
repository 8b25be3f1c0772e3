package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"digits/data"
	"digits/internal/command"
	"digits/internal/whole"
	"digits/train/study"
	"digits/train/study/queue"
)

// run is a study in its folder.
type run struct {
	settings
	study  study.Study
	folder string
	source *data.Source
	data   *study.Data
	w      io.Writer

	exported map[string]study.Record // that the folder's files had at the start
}

// run begins the study, or goes on with it, and ends with the winner. What is done
// already is printed from the folder. There is a new folder only once a server has
// the study.
func (s settings) run(ctx context.Context, w io.Writer) error {
	source, err := s.data.Labelled(w)
	if err != nil {
		return err
	}
	r := run{settings: s, source: source, data: study.NewData(source), w: w}
	if r.study, err = s.complete(r.data); err != nil {
		return fmt.Errorf("study: %w", err)
	}
	r.folder = filepath.Join(s.dir, r.study.Name)
	if !exists(r.folder) {
		if err := r.writable(); err != nil {
			return err
		}
	}
	if _, err := r.study.CheckFolder(r.folder); err != nil {
		return err
	}
	if r.exported, err = r.study.Records(r.folder); err != nil {
		return err
	}
	won, err := loadWinner(r.folder)
	if err != nil {
		return err
	}
	if won != nil && r.study.Table(r.exported).Done {
		return r.printEnd(r.exported, *won)
	}
	return r.work(ctx)
}

// writable reports a folder that takes no files before a server has the study.
func (r *run) writable() error {
	if err := whole.WritableFolder(r.folder); err != nil {
		return fmt.Errorf("study: -dir: %w", err)
	}
	return nil
}

// work trains what is missing, and tests the winner.
func (r *run) work(ctx context.Context) error {
	if err := r.writable(); err != nil {
		return err
	}
	o := newWatcher(r.w, r.study, r.workers)
	records, won, err := r.train(ctx, o)
	o.end(err == nil)
	if err != nil {
		return r.interrupted(ctx, records, err)
	}
	return r.printEnd(records, won)
}

// train connects, trains, and finishes. Where it fails, it returns the records
// that are kept.
func (r *run) train(ctx context.Context, o *watcher) (records map[string]study.Record, won winner, err error) {
	c, end, err := r.connect(ctx, o)
	if err != nil {
		return nil, won, err
	}
	defer end()
	q, err := c.Open(ctx, r.study, queue.Options{Replicas: r.replicas})
	if err != nil {
		return nil, won, err
	}
	defer q.Close()
	if err := r.study.Begin(r.folder); err != nil {
		return nil, won, err
	}
	if records, err = r.drive(ctx, c, q, o); err != nil {
		return records, won, err
	}
	won, err = r.finish(ctx, q, records)
	return records, won, err
}

// connect connects to the server that the flags name, or starts one in the study's
// folder.
func (r *run) connect(ctx context.Context, o *watcher) (c *queue.Connection, end func(), err error) {
	if r.nats.Connecting() {
		access, err := r.nats.Access()
		if err != nil {
			return nil, nil, command.Usage(err)
		}
		c, err = queue.Connect(ctx, access, o.notice)
		if err != nil {
			return nil, nil, err
		}
		if r.workers == 0 {
			o.notice("waiting for workers: go run ./cmd/worker -nats " + command.Quoted(c.URL()) + ", with what lets them in")
		}
		return c, c.Close, nil
	}
	serving := r.nats.Serving(r.folder)
	if err := serving.Check(); err != nil {
		return nil, nil, err
	}
	if err := r.study.Begin(r.folder); err != nil { // in which the server keeps its store
		return nil, nil, err
	}
	server, err := queue.Serve(serving)
	if err != nil {
		return nil, nil, err
	}
	if c, err = server.Connect(ctx, o.notice); err != nil {
		server.Close()
		return nil, nil, err
	}
	switch {
	case r.listens:
		o.notice("on other machines: go run ./cmd/worker -nats " + command.Quoted(server.URL()) + ", with what lets them in")
	case r.workers == 0:
		o.notice("waiting for workers, here: go run ./cmd/worker -folder " + command.Quoted(r.folder))
	}
	return c, func() { c.Close(); server.Close() }, nil
}

// drive offers the trials, does those that this process takes itself, and returns
// the records when all are there.
func (r *run) drive(ctx context.Context, c *queue.Connection, q *queue.Queue, o *watcher) (map[string]study.Record, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	worked := make(chan struct{})
	go func() {
		defer close(worked)
		if r.workers == 0 {
			return
		}
		if err := c.Work(ctx, r.worker(o)); err != nil {
			cancel(err)
		}
	}()
	x := newExporter(r.study, r.folder)
	records, err := study.Drive(ctx, r.study, remembering{q, r.exported}, func(e study.Event) error {
		if err := x.on(e); err != nil {
			return err
		}
		return o.on(e)
	})
	if cause := context.Cause(ctx); err != nil && errors.Is(err, context.Canceled) && cause != nil {
		err = cause
	}
	cancel(nil)
	<-worked
	if written := x.write(); err == nil {
		err = written // else it may fail for the same reason
	}
	return records, err
}

// worker is what this process does itself.
func (r *run) worker(o *watcher) queue.Worker {
	return queue.Worker{
		Slots: r.workers, Study: r.study.Name, Notice: o.notice,
		Accept: r.data.Check,
		Run: func(ctx context.Context, job study.Job, files study.Files, progress func(int)) (study.Record, error) {
			record, _, err := study.Run(ctx, job, r.data, files, progress)
			return record, err
		},
	}
}

// interrupted says what is kept and how the study goes on.
func (r *run) interrupted(ctx context.Context, records map[string]study.Record, err error) error {
	if records == nil {
		return err
	}
	t := r.study.Table(records)
	kept := fmt.Sprintf("%d of %s are done and kept in %s; to go on: %s", t.Ended, count(t.Trials, "trial"), r.folder, r.again)
	if ctx.Err() != nil {
		return fmt.Errorf("study: %w: %s", command.ErrInterrupted, kept)
	}
	return fmt.Errorf("%w (%s)", err, kept)
}
