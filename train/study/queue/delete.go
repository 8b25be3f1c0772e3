package queue

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/nats-io/nats.go/jetstream"
)

// ErrNoStudy is wrapped where a server has no study of a name.
var ErrNoStudy = errors.New("no study")

// Removed is what a study had on a server.
type Removed struct {
	Results int    // jobs that had come to one
	Jobs    int    // jobs that had not
	Bytes   uint64 // of all, checkpoints and models too
}

// Delete removes a study, finished or not, from the server: its jobs, its results and
// its files. It needs the rights of a driver. Its error wraps ErrDriven if another
// process drives the study, and ErrNoStudy if there is none. Workers leave what they
// have in hand.
func (c *Connection) Delete(ctx context.Context, study string) (Removed, error) {
	if err := CheckName(study); err != nil {
		return Removed{}, err
	}
	ctx, done := c.permitted(ctx)
	defer done()
	d := deletion{c: c, study: study}
	if err := d.run(ctx); err != nil {
		return Removed{}, fmt.Errorf("queue: study %s: %w", study, c.explain(err))
	}
	return d.removed, nil
}

// deletion is a study that is being removed.
type deletion struct {
	c       *Connection
	study   string
	streams []string // those of its jobs, files and results that are there
	lease   *lease   // nil if the server cannot hold one
	removed Removed
}

// What NATS calls the streams of a store of objects and of a bucket (ADR-20 and
// ADR-8 of its architecture).
const (
	filesStream  = "OBJ_" + filesPrefix
	bucketStream = "KV_" + bucketPrefix
)

func (d *deletion) run(ctx context.Context) error {
	calls, cancel := context.WithTimeout(ctx, 4*callTime)
	defer cancel()
	if err := d.find(calls); err != nil {
		return err
	}
	if err := d.take(ctx); err != nil { // which may wait
		return err
	}
	calls, cancel = context.WithTimeout(ctx, 4*callTime)
	defer cancel()
	err := d.delete(calls)
	if err != nil && d.lease != nil {
		d.lease.release()
	}
	return err
}

// find finds what there is.
func (d *deletion) find(ctx context.Context) error {
	for _, prefix := range []string{jobsPrefix, filesStream, bucketStream} {
		s, err := d.c.js.Stream(ctx, prefix+d.study)
		if gone(err) {
			continue
		}
		if err != nil {
			return err
		}
		info := s.CachedInfo()
		if err := checkFormat(d.study, info.Config.Metadata); err != nil {
			return err
		}
		d.removed.Bytes += info.State.Bytes
		d.streams = append(d.streams, info.Config.Name)
	}
	if len(d.streams) == 0 {
		return d.none(ctx)
	}
	return d.count(ctx)
}

// count counts the jobs. One whose result has come a moment ago may be among those
// that wait still.
func (d *deletion) count(ctx context.Context) error {
	waiting, err := d.jobs(ctx, jobsPrefix, jobsSubjects+d.study+".")
	if err != nil {
		return err
	}
	done, err := d.jobs(ctx, bucketStream, "$KV."+bucketPrefix+d.study+"."+resultKeys)
	if err != nil {
		return err
	}
	d.removed.Results = len(done)
	for id := range waiting {
		if !done[id] {
			d.removed.Jobs++
		}
	}
	return nil
}

// jobs are the IDs of those that a stream has by the subjects that begin so.
func (d *deletion) jobs(ctx context.Context, stream, subjects string) (map[string]bool, error) {
	s, err := d.c.js.Stream(ctx, stream+d.study)
	if gone(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	info, err := s.Info(ctx, jetstream.WithSubjectFilter(subjects+">"))
	if err != nil {
		return nil, err
	}
	ids := map[string]bool{}
	for subject := range info.State.Subjects {
		ids[strings.TrimPrefix(subject, subjects)] = true
	}
	return ids, nil
}

// none is the error of a study that is not there. It names those that are.
func (d *deletion) none(ctx context.Context) error {
	const most = 20
	var names []string
	buckets := d.c.js.KeyValueStoreNames(ctx)
	for bucket := range buckets.Name() {
		if name, is := strings.CutPrefix(bucket, bucketPrefix); is {
			names = append(names, name)
		}
	}
	if err := buckets.Error(); err != nil {
		return err
	}
	there := "none at all"
	if n := len(names); n > 0 {
		there = strings.Join(names[:min(n, most)], ", ")
		if n > most {
			there += fmt.Sprintf(" and %d more", n-most)
		}
	}
	return fmt.Errorf("%w of this name on %s, which has %s", ErrNoStudy, d.c.URL(), there)
}

// take takes the driving of the study, so that nobody begins to drive it meanwhile.
// A server that is full can hold no lease: there it is enough that nobody drives.
func (d *deletion) take(ctx context.Context) error {
	bucket, err := d.c.js.KeyValue(ctx, bucketPrefix+d.study)
	if gone(err) {
		return nil // the rest of a study
	}
	if err != nil {
		return err
	}
	d.lease, err = d.c.take(ctx, bucket, d.study)
	var full *jetstream.APIError
	if errors.As(err, &full) {
		if _, free := bucket.Get(ctx, driverKey); errors.Is(free, jetstream.ErrKeyNotFound) {
			return nil
		}
	}
	return err
}

// delete deletes what there is, the results last: the lease is among them.
func (d *deletion) delete(ctx context.Context) error {
	for _, name := range d.streams {
		if d.lease != nil && strings.HasPrefix(name, bucketStream) {
			d.lease.halt()
		}
		if err := d.c.js.DeleteStream(ctx, name); err != nil && !gone(err) {
			return err
		}
	}
	return nil
}
