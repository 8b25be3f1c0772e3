package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"digits/train/study"
)

// How long a worker waits for jobs: at one study's queue, which answers as soon as
// there is one; between looks if there are several studies or none.
const (
	pullTime     = 2 * time.Second
	pollPause    = 300 * time.Millisecond
	refreshEvery = 2 * time.Second
)

// supply is where a worker's jobs come from: the queues of one study or of all.
type supply struct {
	c       *Connection
	worker  *Worker
	sites   []*site
	refused map[string]time.Time // studies that this worker does not serve, by name: when they were made
	fresh   atomic.Int64         // until when the sites need no refreshing, in Unix nanoseconds
	turns   int
	trouble time.Time
}

// site is a study as a worker sees it.
type site struct {
	study  study.Study
	made   time.Time // its stream, which may be another study's later
	jobs   jetstream.Consumer
	wait   time.Duration // the consumer's AckWait
	bucket jetstream.KeyValue
	files  *files
}

// task is a job in hand.
type task struct {
	site    *site
	message jetstream.Msg
}

// turn returns the sites one after the other.
func (s *supply) turn(sites []*site) *site {
	s.turns++
	return sites[s.turns%len(sites)]
}

// fetch yields up to n jobs of a study as they come. Without a wait it yields
// what there is.
func (s *supply) fetch(ctx context.Context, at *site, n int, wait time.Duration) iter.Seq[task] {
	return func(yield func(task) bool) {
		batch, cancel, err := s.ask(ctx, at, n, wait)
		defer cancel()
		if err == nil {
			for m := range batch.Messages() {
				if !yield(task{at, m}) {
					return
				}
			}
			err = batch.Error()
		}
		if err != nil && !errors.Is(err, jetstream.ErrNoMessages) && !errors.Is(err, context.DeadlineExceeded) {
			s.fresh.Store(0) // what has become of the study?
			sleep(ctx, pollPause)
		}
	}
}

func (s *supply) ask(ctx context.Context, at *site, n int, wait time.Duration) (jetstream.MessageBatch, context.CancelFunc, error) {
	if wait == 0 {
		batch, err := at.jobs.FetchNoWait(n)
		return batch, func() {}, err
	}
	ctx, cancel := s.c.living(ctx, wait)
	batch, err := at.jobs.Fetch(n, jetstream.FetchContext(ctx))
	return batch, cancel, err
}

// refresh finds out which studies there are, once in a while.
func (s *supply) refresh(ctx context.Context) ([]*site, error) {
	if time.Now().UnixNano() < s.fresh.Load() {
		return s.sites, nil
	}
	call, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	if denied := s.c.permission(); denied != nil {
		s.worker.Notice(fmt.Sprintf("%v this user a right: %v", ErrRefused, denied))
	}
	names, err := s.names(call)
	if err == nil {
		err = s.visit(call, names)
	}
	if err == nil {
		fresh := refreshEvery
		if len(s.sites) == 0 {
			fresh = pollPause
		}
		s.fresh.Store(time.Now().Add(fresh).UnixNano())
		s.trouble = time.Time{}
		return s.sites, nil
	}
	if errors.Is(err, ErrRefusing) || errors.Is(err, ErrFormat) {
		return nil, err
	}
	if s.trouble.IsZero() {
		s.trouble = time.Now()
	}
	return nil, ignoreDone(ctx, s.c.wait(ctx, err, "look for jobs", &s.trouble))
}

func ignoreDone(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func (s *supply) names(ctx context.Context) ([]string, error) {
	if s.worker.Study != "" {
		return []string{s.worker.Study}, nil
	}
	return studies(ctx, s.c.js)
}

// visit makes sites of the studies of these names, but for those that this worker
// does not serve.
func (s *supply) visit(ctx context.Context, names []string) error {
	old := map[string]*site{}
	for _, at := range s.sites {
		old[at.study.Name] = at
	}
	s.sites = nil
	for _, name := range names {
		at, err := s.site(ctx, name, old[name])
		switch {
		case err == nil && at != nil:
			s.sites = append(s.sites, at)
		case err != nil && !gone(err):
			return err
		}
	}
	return nil
}

// site looks at a study. One that was seen before only needs its queue still; nil
// is one that this worker does not serve.
func (s *supply) site(ctx context.Context, name string, old *site) (*site, error) {
	stream, err := s.c.js.Stream(ctx, jobsPrefix+name)
	if err != nil {
		return nil, err
	}
	info := stream.CachedInfo()
	if when, refused := s.refused[name]; refused && when.Equal(info.Created) {
		return nil, nil
	}
	if old != nil && old.made.Equal(info.Created) {
		_, err := stream.Consumer(ctx, consumerName)
		return old, err
	}
	at, err := s.enter(ctx, name, stream)
	if s.worker.Study == "" && (errors.Is(err, ErrRefusing) || errors.Is(err, ErrFormat)) {
		s.refuse(name, info.Created, err)
		return nil, nil
	}
	return at, err
}

func (s *supply) refuse(name string, made time.Time, why error) {
	if s.refused == nil {
		s.refused = map[string]time.Time{}
	}
	s.refused[name] = made
	s.worker.Notice(why.Error())
}

// enter opens what a study has on the server.
func (s *supply) enter(ctx context.Context, name string, stream jetstream.Stream) (at *site, err error) {
	info := stream.CachedInfo()
	if err := checkFormat(name, info.Config.Metadata); err != nil {
		return nil, err
	}
	at = &site{made: info.Created}
	if at.jobs, err = stream.Consumer(ctx, consumerName); err != nil {
		return nil, err
	}
	at.wait = at.jobs.CachedInfo().Config.AckWait
	if at.bucket, err = s.c.js.KeyValue(ctx, bucketPrefix+name); err != nil {
		return nil, err
	}
	store, err := s.c.js.ObjectStore(ctx, filesPrefix+name)
	if err != nil {
		return nil, err
	}
	at.files = &files{s.c, store}
	return at, s.accept(ctx, name, at)
}

// accept reads what the study is, and asks the worker whether it can do its jobs.
func (s *supply) accept(ctx context.Context, name string, at *site) error {
	entry, err := at.bucket.Get(ctx, studyKey)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(entry.Value(), &at.study); err != nil {
		return fmt.Errorf("study %s: %w: %w", name, ErrFormat, err)
	}
	if s.worker.Accept == nil {
		return nil
	}
	if err := s.worker.Accept(at.study.Plan()); err != nil {
		return fmt.Errorf("study %s: %w: %w", name, ErrRefusing, err)
	}
	return nil
}
