package study

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// imagined is a result that follows from the job's ID alone: one in ten fails, and
// accuracies have few values, so that many are equal.
func imagined(j Job) Record {
	h := fnv.New64a()
	h.Write([]byte(j.ID()))
	n := h.Sum64()
	r := Result{JobID: j.ID(), ValAccuracy: float64(n%7) / 7, ValLoss: float64(n / 7 % 3), Parameters: 10, History: make([]Epoch, j.Epochs)}
	if n/100%10 == 0 {
		r.Failed, r.History = "the loss is NaN", nil
	}
	return Record{Result: r}
}

var errKilled = errors.New("killed")

// chaos is a queue whose workers do jobs in any order, whose records come late,
// twice and in any order, and whose driver is killed now and then.
type chaos struct {
	t       *rapid.T
	waiting []Job
	offered map[string]int
	records []Record // that are there
}

func (q *chaos) Offer(_ context.Context, jobs []Job) error {
	for _, j := range jobs {
		if q.offered[j.ID()]++; q.offered[j.ID()] == 1 {
			q.waiting = append(q.waiting, j)
		}
	}
	return nil
}

func (q *chaos) Files() Files { return nil }

func (q *chaos) Watch(_ context.Context, arrived func(News) error) error {
	if err := arrived(News{Records: rapid.Permutation(q.records).Draw(q.t, "order")}); err != nil {
		return err
	}
	for {
		if rapid.IntRange(0, 9).Draw(q.t, "kill") == 0 {
			return errKilled
		}
		var news News
		for range rapid.IntRange(0, 4).Draw(q.t, "done") {
			if len(q.waiting) == 0 {
				break
			}
			i := rapid.IntRange(0, len(q.waiting)-1).Draw(q.t, "which")
			r := imagined(q.waiting[i])
			q.waiting = append(q.waiting[:i], q.waiting[i+1:]...)
			q.records = append(q.records, r)
			news.Records = append(news.Records, r)
		}
		if len(q.records) > 0 && rapid.Bool().Draw(q.t, "again") {
			news.Records = append(news.Records, rapid.SampledFrom(q.records).Draw(q.t, "twice"))
		}
		if err := arrived(news); err != nil {
			return err
		}
	}
}

// driven drives the study until it is done, however often it is killed, and
// returns the records and which jobs were ever offered.
func driven(t *rapid.T, s Study) (map[string]Record, map[string]int) {
	q := &chaos{t: t, offered: map[string]int{}}
	for {
		known := map[string]bool{}
		for _, r := range q.records {
			known[r.Result.JobID] = true
		}
		records, err := Drive(context.Background(), s, q, func(e Event) error {
			if o, ok := e.(Offered); ok {
				for _, j := range o.Jobs {
					if known[j.ID()] {
						t.Fatalf("job %s was offered though it has a result", j.ID())
					}
				}
			}
			return nil
		})
		switch {
		case err == nil:
			return records, q.offered
		case !errors.Is(err, errKilled):
			t.Fatal(err)
		}
	}
}

// inOrder does the jobs one after the other.
func inOrder(s Study) map[string]Record {
	records := map[string]Record{}
	for {
		jobs, done := nextAfter(s, records)
		if done {
			return records
		}
		records[jobs[0].ID()] = imagined(jobs[0])
	}
}

func anyStudy(t *rapid.T) Study {
	s := numbered(rapid.IntRange(1, 14).Draw(t, "settings"), Study{
		Seed: 1, Runs: rapid.IntRange(1, 3).Draw(t, "runs"), Epochs: rapid.SampledFrom([]int{3, 9, 10}).Draw(t, "epochs"),
	})
	s.Halving.Mode = rapid.SampledFrom([]string{"", Halve, ASHA}).Draw(t, "mode")
	s.Halving.Eta = rapid.SampledFrom([]int{0, 2, 3}).Draw(t, "eta")
	s.Name = fmt.Sprint("study-", rapid.IntRange(0, 1000).Draw(t, "name"))
	return s
}

// The order in which results come, how often they do, and what was interrupted
// change nothing: neither the jobs that are done nor the table.
func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyStudy(t)
		want := inOrder(s)
		got, offered := driven(t, s)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("got %d records, want %d", len(got), len(want))
		}
		if len(offered) != len(want) {
			t.Errorf("%d jobs were offered, want %d", len(offered), len(want))
		}
		if !reflect.DeepEqual(s.Table(got), s.Table(want)) {
			t.Error("the tables differ")
		}
	})
}

// More results take back no job: what may run may still run, or has a result.
func TestNextTakesNothingBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyStudy(t)
		results, records := map[string]Result{}, map[string]Record{}
		var before []Job
		for {
			jobs, done := s.Next(results)
			if table := s.Table(records); table.Done != done {
				t.Fatalf("the table calls it done: %v, there are %d jobs", table.Done, len(jobs))
			}
			now := map[string]bool{}
			for _, j := range jobs {
				if _, ok := results[j.ID()]; ok {
					t.Fatalf("job %s is offered and has a result", j.ID())
				}
				now[j.ID()] = true
			}
			for _, j := range before {
				if _, ok := results[j.ID()]; !ok && !now[j.ID()] {
					t.Fatalf("job %s may not run any more", j.ID())
				}
			}
			if done {
				return
			}
			before = jobs
			j := rapid.SampledFrom(jobs).Draw(t, "job")
			records[j.ID()] = imagined(j)
			results[j.ID()] = records[j.ID()].Result
		}
	})
}

// At the end every trial has ended, each setting has a row, ranks count from 1, and
// epochs trained and saved add up to all epochs, but for those of failed settings.
func TestTotalsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyStudy(t)
		table := s.Table(inOrder(s))
		epochs, rows, rank, failed := 0, map[int]bool{}, 0, 0
		for i, r := range table.Rows {
			rows[r.Order] = true
			if r.State == Failed {
				failed++
				for _, record := range r.Records {
					epochs += len(record.Result.History)
				}
				continue
			}
			epochs += s.Runs * s.Epochs
			if rank++; r.Rank != rank || r.Runs != s.Runs || i > 0 && table.Rows[i-1].State == Failed {
				t.Errorf("row %d is %+v, want rank %d", i, r, rank)
			}
		}
		if !table.Done || table.Ended != table.Trials || table.Trials != len(s.Trials()) || len(rows) != len(s.Settings()) {
			t.Errorf("got %d of %d trials ended in %d rows, done %v", table.Ended, table.Trials, len(rows), table.Done)
		}
		if (s.Halving.Mode == "" || failed == 0) && table.Trained+table.Saved != epochs {
			t.Errorf("%d epochs were trained and %d saved, want %d in all", table.Trained, table.Saved, epochs)
		}
	})
}

// Two results of one job that differ mean that a machine computes otherwise.
func TestDriveRefusesTwoResults(t *testing.T) {
	s := numbered(2, Study{Epochs: 1, Runs: 1})
	r := imagined(Job{Trial: s.Trials()[0], Epochs: 1})
	other := r
	other.Result.ValLoss++
	other.Worker = "elsewhere"
	q := &lines{records: []Record{r, other, {Result: Result{JobID: "of another study"}}}, run: imagined}
	if _, err := Drive(t.Context(), s, q, nil); err == nil {
		t.Error("two results of one job were accepted")
	}
}
