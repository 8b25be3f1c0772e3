package main

import (
	"context"
	"maps"
	"slices"
	"time"

	"digits/train/study"
)

// exporter keeps the files of a study's folder up to date while it runs.
type exporter struct {
	study   study.Study
	folder  string
	records map[string]study.Record
	begun   bool // all records of the time before are known
	dirty   bool
	next    time.Time // not before
}

// share is the part of the time that may go into writing the files again and again.
const share = 20

func newExporter(s study.Study, folder string) *exporter {
	return &exporter{study: s, folder: folder, records: map[string]study.Record{}}
}

// on takes the records of an event, and writes the files now and then.
func (x *exporter) on(e study.Event) error {
	if arrived, is := e.(study.Arrived); is {
		x.begun = true
		for _, r := range arrived.Records {
			x.records[r.Result.JobID] = r
			x.dirty = true
		}
	}
	if !x.dirty || time.Now().Before(x.next) {
		return nil
	}
	return x.write()
}

// write writes the files, unless they may have more than is known.
func (x *exporter) write() error {
	if !x.begun {
		return nil
	}
	began := time.Now()
	if err := x.study.Export(x.folder, x.records); err != nil {
		return err
	}
	x.dirty = false
	x.next = time.Now().Add(max(time.Second, share*time.Since(began)))
	return nil
}

// remembering is a queue of which the records that the study's folder has are
// told too, should the server have lost them.
type remembering struct {
	study.Queue
	records map[string]study.Record
}

// Watch adds the records to the first news.
func (q remembering) Watch(ctx context.Context, arrived func(study.News) error) error {
	first := true
	return q.Queue.Watch(ctx, func(n study.News) error {
		if first {
			first = false
			n.Records = append(slices.Collect(maps.Values(q.records)), n.Records...)
		}
		return arrived(n)
	})
}
