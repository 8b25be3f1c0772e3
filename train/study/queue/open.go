package queue

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/mod/semver"

	"digits/train/study"
)

// ErrOther is wrapped where a server holds another study by the same name.
var ErrOther = errors.New("another study")

// ackWait is how long a job may be without a beat of its worker before another
// worker gets it. Workers beat four times as often.
const ackWait = 8 * time.Second

// Options of a study's queue. The zero value is fit for one server.
type Options struct {
	Replicas int           // on how many servers of a cluster each thing is kept; 1 if 0, or as many as the study was begun with
	AckWait  time.Duration // ackWait if 0
	FileSize int64         // how many bytes of checkpoints and models are kept at most; 8 GiB if 0, -1 for all
}

// maxFiles is the default of Options.FileSize.
const maxFiles = 8 << 30

// Queue is a study's queue as the process sees it that drives the study. It
// implements study.Queue.
type Queue struct {
	c       *Connection
	study   study.Study
	options Options
	lease   *lease
	bucket  jetstream.KeyValue
	files   *files

	mu          sync.Mutex
	outstanding []study.Job       // offered, and without a result yet
	kept        map[string][]byte // the results' values, by job ID
}

var _ study.Queue = (*Queue)(nil)

// Open makes a study's queue on the server, or finds it there, and takes the
// driving of the study: there is one process at a time that does. If another
// process seems to, Open waits until it is clear whether that one still lives.
func (c *Connection) Open(ctx context.Context, s study.Study, o Options) (*Queue, error) {
	if err := CheckName(s.Name); err != nil {
		return nil, err
	}
	if o.AckWait == 0 {
		o.AckWait = ackWait
	}
	if o.FileSize == 0 {
		o.FileSize = maxFiles
	}
	q := &Queue{c: c, study: s, options: o, kept: map[string][]byte{}}
	ctx, done := c.permitted(ctx)
	defer done()
	if err := q.open(ctx); err != nil {
		return nil, fmt.Errorf("queue: study %s: %w", s.Name, tooFew(o.Replicas, c.explain(err)))
	}
	return q, nil
}

func (q *Queue) open(ctx context.Context) error {
	calls, cancel := context.WithTimeout(ctx, 4*callTime)
	defer cancel()
	err := settled(calls, func() error { return q.makeBucket(calls) })
	if err != nil {
		return err
	}
	if q.lease, err = q.c.take(ctx, q.bucket, q.study.Name); err != nil {
		return err
	}
	if err = q.make(ctx); err != nil {
		q.lease.release()
	}
	return err
}

// make makes what is missing of the study on the server.
func (q *Queue) make(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 4*callTime)
	defer cancel()
	for _, create := range []func(context.Context) error{q.makeBucket, q.makeJobs, q.makeFiles} {
		if err := settled(ctx, func() error { return create(ctx) }); err != nil {
			return err
		}
	}
	return nil
}

func (q *Queue) makeBucket(ctx context.Context) error {
	name := bucketPrefix + q.study.Name
	bucket, err := q.c.js.KeyValue(ctx, name)
	if errors.Is(err, jetstream.ErrBucketNotFound) {
		bucket, err = q.c.js.CreateKeyValue(ctx, jetstream.KeyValueConfig{
			Bucket: name, Description: "a study's results, by job", Replicas: q.options.Replicas, Metadata: metadata,
		})
	}
	if err != nil {
		return err
	}
	status, err := bucket.Status(ctx)
	if err != nil {
		return err
	}
	if err := checkFormat(q.study.Name, status.Metadata()); err != nil {
		return err
	}
	if q.bucket == nil {
		q.bucket = bucket
		want, has := q.options.Replicas, status.Config().Replicas
		if want > 0 && want != has {
			q.c.notice(fmt.Sprintf("study %s stays on as many servers as it was begun on, %d, not %d", q.study.Name, has, want))
		}
		q.options.Replicas = has
	}
	return q.sameStudy(ctx)
}

// sameStudy returns an error if the study by this name is another one.
func (q *Queue) sameStudy(ctx context.Context) error {
	text, err := json.Marshal(q.study)
	if err != nil {
		return err
	}
	_, err = q.bucket.Create(ctx, studyKey, text)
	if !errors.Is(err, jetstream.ErrKeyExists) {
		return err
	}
	there, err := q.bucket.Get(ctx, studyKey)
	if err == nil && !bytes.Equal(there.Value(), text) {
		err = fmt.Errorf("%w of this name, with other settings, is on %s: take another name", ErrOther, q.c.URL())
	}
	return err
}

// makeJobs makes the stream of jobs. It holds a job once at most, until a worker
// acknowledges it, which it does when the result is stored.
func (q *Queue) makeJobs(ctx context.Context) error {
	name := jobsPrefix + q.study.Name
	jobs, err := q.c.js.Stream(ctx, name)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		jobs, err = q.c.js.CreateStream(ctx, jetstream.StreamConfig{
			Name: name, Description: "a study's jobs that have no result yet",
			Subjects: []string{jobsSubjects + q.study.Name + ".>"}, Retention: jetstream.WorkQueuePolicy,
			MaxMsgsPerSubject: 1, Discard: jetstream.DiscardNew, DiscardNewPerSubject: true,
			Replicas: q.options.Replicas, Metadata: metadata, PersistMode: q.persist(),
		})
	}
	if err != nil {
		return err
	}
	if err := checkFormat(q.study.Name, jobs.CachedInfo().Config.Metadata); err != nil {
		return err
	}
	_, err = jobs.Consumer(ctx, consumerName)
	if errors.Is(err, jetstream.ErrConsumerNotFound) {
		_, err = jobs.CreateConsumer(ctx, jetstream.ConsumerConfig{
			Durable: consumerName, AckPolicy: jetstream.AckExplicitPolicy, AckWait: q.options.AckWait,
			MaxDeliver: -1, MaxAckPending: -1, MaxWaiting: 10_000,
		})
	}
	return err
}

// persist is how jobs are stored: without waiting for the disk, where the server
// knows that, since jobs that are lost are offered again. It makes two syncs less of
// the three that a trial takes.
func (q *Queue) persist() jetstream.PersistModeType {
	version := "v" + q.c.nc.ConnectedServerVersion()
	if q.options.Replicas > 1 || semver.Compare(version, "v2.12.0") < 0 {
		return jetstream.DefaultPersistMode
	}
	return jetstream.AsyncPersistMode
}

func (q *Queue) makeFiles(ctx context.Context) error {
	store, err := q.c.js.ObjectStore(ctx, filesPrefix+q.study.Name)
	if errors.Is(err, jetstream.ErrBucketNotFound) || errors.Is(err, jetstream.ErrStreamNotFound) {
		store, err = q.c.js.CreateObjectStore(ctx, jetstream.ObjectStoreConfig{
			Bucket: filesPrefix + q.study.Name, Description: "a study's checkpoints and models",
			MaxBytes: q.options.FileSize, Replicas: q.options.Replicas, Metadata: metadata,
		})
	}
	if err == nil && q.files == nil {
		q.files = &files{q.c, store}
	}
	return err
}

// Files returns the store of checkpoints and models that all workers share.
func (q *Queue) Files() study.Files { return q.files }

// Finish takes the study's jobs off the server, so that workers look for them no
// more. Results and models stay.
func (q *Queue) Finish(ctx context.Context) error {
	err := q.c.js.DeleteStream(ctx, jobsPrefix+q.study.Name)
	if err != nil && !errors.Is(err, jetstream.ErrStreamNotFound) {
		return fmt.Errorf("queue: study %s: %w", q.study.Name, q.c.explain(err))
	}
	return nil
}

// Close gives the driving back. Jobs stay where they are, and workers go on.
func (q *Queue) Close() { q.lease.release() }
