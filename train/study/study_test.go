package study

import (
	"context"
	"maps"
	"slices"
	"testing"
)

// complete returns a study of the texts on the small data.
func complete(t testing.TB, d *Data, s Study, texts Texts) Study {
	t.Helper()
	space, err := ParseSpace(texts)
	if err != nil {
		t.Fatal(err)
	}
	s.Name, s.Space = "small", space
	if s, err = s.Complete(d); err != nil {
		t.Fatal(err)
	}
	return s
}

// lines is a queue in memory that does a job when it is offered.
type lines struct {
	run     func(Job) Record
	offered []Job
	records []Record
	files   Files
}

func (q *lines) Offer(_ context.Context, jobs []Job) error {
	q.offered = append(q.offered, jobs...)
	for _, j := range jobs {
		q.records = append(q.records, q.run(j))
	}
	return nil
}

func (q *lines) Watch(_ context.Context, arrived func(News) error) error {
	told := 0
	for {
		n := News{Records: slices.Clone(q.records[told:])}
		told = len(q.records)
		if err := arrived(n); err != nil {
			return err
		}
	}
}

func (q *lines) Files() Files { return q.files }

func TestDriveTrainsEveryTrialOnce(t *testing.T) {
	d := NewData(source(t))
	s := complete(t, d, Study{Epochs: 9, Runs: 2, Halving: Halving{Mode: Halve}}, Texts{Arch: "keras", Units: "4,8,16-8", LearningRate: "0.001,0.01", Batch: "16"})
	q := &lines{run: func(j Job) Record {
		r, _, err := Run(t.Context(), j, d, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}}
	records, err := Drive(t.Context(), s, q, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(records), 2*(6+2+1); got != want { // 6 settings, a third of them, one
		t.Errorf("got %d jobs done, want %d", got, want)
	}
	if len(q.offered) != len(records) {
		t.Errorf("offered %d jobs, want %d", len(q.offered), len(records))
	}
	_, done := nextAfter(s, records)
	if !done {
		t.Error("the study is not done")
	}
	again := &lines{run: func(Job) Record { t.Fatal("a finished job was offered again"); return Record{} }, records: slices.Collect(maps.Values(records))}
	if _, err := Drive(t.Context(), s, again, nil); err != nil {
		t.Fatal(err)
	}
}

// nextAfter is Next after records.
func nextAfter(s Study, records map[string]Record) (jobs []Job, done bool) {
	results := map[string]Result{}
	for id, r := range records {
		results[id] = r.Result
	}
	return s.Next(results)
}
