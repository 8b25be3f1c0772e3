package study

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"
)

// Event is something that happens while [Drive] runs.
type Event interface{ event() }

// Offered tells which jobs were offered.
type Offered struct{ Jobs []Job }

// Arrived tells which records have arrived that were not known before, in the
// order in which they came, and what the table now is. The first Arrived has those
// of the time before Drive began, perhaps none, and is Resumed.
type Arrived struct {
	Records []Record
	Resumed bool
	Table   Table
}

// Beating tells what workers have in hand.
type Beating struct{ Beats []Beat }

// Done is the last event.
type Done struct{ Table Table }

func (Offered) event() {}
func (Arrived) event() {}
func (Beating) event() {}
func (Done) event()    {}

// Drive offers a study's jobs to the queue until all are done, and returns the
// records by job ID. It takes up the study where its records leave it. on, if not
// nil, is called at each event, from one goroutine at a time; an error of it ends
// the driving. What is in the queue's files and needed no more is deleted.
func Drive(ctx context.Context, s Study, q Queue, on func(Event) error) (map[string]Record, error) {
	a := newAgenda(s)
	d := &driver{
		agenda: a, queue: q, on: on, known: a.jobIDs(),
		records: map[string]Record{}, offered: map[string]bool{}, deleted: map[string]bool{},
	}
	err := q.Watch(ctx, func(n News) error { return d.take(ctx, n) })
	if errors.Is(err, errDone) {
		err = nil
	}
	return d.records, err
}

var errDone = errors.New("study: done")

type driver struct {
	agenda  *agenda
	queue   Queue
	on      func(Event) error
	records map[string]Record
	known   map[string]bool // all jobs that there may be
	offered map[string]bool
	deleted map[string]bool // of the queue's files
	begun   bool
}

// The driver of a large study keeps from taking a core of its trials: after what
// took it a while it rests so many times as long, and then finds more at once.
const (
	restAfter   = 5 * time.Millisecond
	restShare   = 9
	longestRest = time.Second / 2
)

// take draws the conclusions from what has arrived.
func (d *driver) take(ctx context.Context, n News) error {
	if len(n.Beats) > 0 {
		if err := d.tell(Beating{n.Beats}); err != nil {
			return err
		}
	}
	fresh, err := d.keep(n.Records)
	if err != nil || d.begun && len(fresh) == 0 {
		return err
	}
	began := time.Now()
	table := d.agenda.table(d.records)
	if err := d.tell(Arrived{Records: fresh, Resumed: !d.begun, Table: table}); err != nil {
		return err
	}
	d.begun = true
	if err := d.offer(ctx); err != nil {
		return err
	}
	if d.queue.Files() != nil {
		_ = d.tidy(ctx, table) // what it leaves takes room, no more, and the next call tries again
	}
	if took := time.Since(began); !table.Done && took > restAfter {
		return rest(ctx, min(longestRest, restShare*took))
	}
	if !table.Done {
		return nil
	}
	if err := d.tell(Done{table}); err != nil {
		return err
	}
	return errDone
}

func rest(ctx context.Context, long time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(long):
		return nil
	}
}

// keep returns the records that are new. A second result of a job is that of the
// first, or something is wrong with one of the machines.
func (d *driver) keep(records []Record) (fresh []Record, err error) {
	for _, r := range records {
		id := r.Result.JobID
		first, ok := d.records[id]
		switch {
		case !d.known[id]:
			continue
		case ok && !reflect.DeepEqual(first.Result, r.Result):
			return nil, fmt.Errorf("study: job %s has two results, of worker %s and of worker %s: all workers must run the same program on CPUs of one kind", id, first.Worker, r.Worker)
		case ok:
			continue
		}
		d.records[id] = r
		fresh = append(fresh, r)
	}
	return fresh, nil
}

// offer offers what may run now and was not offered yet.
func (d *driver) offer(ctx context.Context) error {
	var jobs []Job
	known := resultsOf(d.records)
	for _, j := range d.agenda.next(d.agenda.climb(known), known) {
		if id := j.ID(); !d.offered[id] {
			d.offered[id] = true
			jobs = append(jobs, j)
		}
	}
	if len(jobs) == 0 {
		return nil
	}
	if err := d.queue.Offer(ctx, jobs); err != nil {
		return err
	}
	return d.tell(Offered{jobs})
}

func (d *driver) tell(e Event) error {
	if d.on == nil {
		return nil
	}
	return d.on(e)
}

// keptModels is how many of the best settings keep their models in the queue's
// files.
const keptModels = 3

// tidy deletes what nobody will ask for any more: checkpoints of rungs that their
// trial is past or was stopped at, and models of all but the best settings.
func (d *driver) tidy(ctx context.Context, t Table) error {
	for i, row := range t.Rows {
		for run := range d.agenda.study.Runs {
			trial := row.Order*d.agenda.study.Runs + run
			for k := range d.agenda.rungs {
				name := d.unneeded(row, trial, k, i < keptModels)
				if name == "" || d.deleted[name] {
					continue
				}
				if err := d.queue.Files().Delete(ctx, name); err != nil {
					return err
				}
				d.deleted[name] = true
			}
		}
	}
	return nil
}

// unneeded returns the name of what a trial's job at a rung has kept and nobody
// needs, "" for none.
func (d *driver) unneeded(row Row, trial, k int, best bool) string {
	id := d.agenda.ids[k][trial]
	if _, done := d.records[id]; !done {
		return ""
	}
	if k == len(d.agenda.rungs)-1 {
		if best {
			return ""
		}
		return modelName(id)
	}
	_, past := d.records[d.agenda.ids[k+1][trial]]
	if past || row.State == Stopped || row.State == Failed {
		return checkpointName(id)
	}
	return ""
}
