package study

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"

	"digits/train"
)

// trained is a done study on the small data, with what its queue has left.
func trained(t *testing.T, s Study, texts Texts) (Study, *lines, map[string]Record) {
	t.Helper()
	d := NewData(source(t))
	s = complete(t, d, s, texts)
	q := &lines{files: &shelf{}}
	q.run = func(j Job) Record {
		r, _, err := Run(context.Background(), j, d, q.files, nil)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	records, err := Drive(t.Context(), s, q, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s, q, records
}

// The winner's models come from the files, or are trained again: the figures on
// the test images are those that an evaluation of the model gives.
func TestWinner(t *testing.T) {
	s, q, records := trained(t, Study{Runs: 3, Epochs: 3}, Texts{Arch: "keras", Units: "4,12", Batch: "10"})
	src := source(t)
	d := NewData(src)
	var first Winner
	for i, files := range []Files{q.files, nil} {
		epochs := 0
		w, err := s.Winner(t.Context(), records, d, src.Test, files, func(int) { epochs++ })
		if err != nil {
			t.Fatal(err)
		}
		if want := []int{0, 3 * 3}[i]; epochs != want {
			t.Errorf("%d epochs were trained again, want %d", epochs, want)
		}
		if w.Row.Rank != 1 || len(w.Runs) != 3 {
			t.Errorf("the winner is %+v of %d runs", w.Row, len(w.Runs))
		}
		var accuracies []float64
		for _, run := range w.Runs {
			r, err := train.Evaluate(t.Context(), run.Model, src.Test)
			if err != nil || !reflect.DeepEqual(r, run.Test) {
				t.Errorf("got %+v, the model has %+v, %v", run.Test, r, err)
			}
			accuracies = append(accuracies, r.Accuracy)
			if run.Result.ValAccuracy > w.Runs[w.Best].Result.ValAccuracy {
				t.Errorf("run %d is called the best, seed %d is better", w.Best, run.Trial.Seed)
			}
		}
		if w.TestAccuracy != train.MeanOf(accuracies) {
			t.Errorf("got %v, want the mean of %v", w.TestAccuracy, accuracies)
		}
		if i == 0 {
			first = w
		} else if w.TestLoss != first.TestLoss || w.TestAccuracy != first.TestAccuracy {
			t.Errorf("trained again: got %v, from the files %v", w.TestLoss, first.TestLoss)
		}
	}
}

func TestWinnerIsForTheEnd(t *testing.T) {
	s, _, records := trained(t, Study{Epochs: 1}, Texts{Arch: "keras", Units: "4,8", Batch: "20"})
	src := source(t)
	for id, r := range records {
		other := r
		other.Result.Weights = strings.Repeat("0", 64)
		records[id] = other
	}
	if _, err := s.Winner(t.Context(), records, NewData(src), src.Test, nil, nil); err == nil || !strings.Contains(err.Error(), "trained again here") {
		t.Errorf("got %v where the weights cannot be had again", err)
	}
	for id := range records {
		delete(records, id)
		break
	}
	if _, err := s.Winner(t.Context(), records, NewData(src), src.Test, nil, nil); err == nil || !strings.Contains(err.Error(), "is not done") {
		t.Errorf("got %v of a study that is not done", err)
	}
}

// At the end the files hold the models of the best three settings, and no
// checkpoint; before it, those that a later rung will ask for.
func TestDriveTidiesUp(t *testing.T) {
	s, q, records := trained(t, Study{Epochs: 3, Runs: 2}, Texts{Arch: "keras", Units: "3,4,5,6,7", Batch: "20"})
	var want []string
	for _, row := range s.Table(records).Rows[:3] {
		for _, r := range row.Records {
			want = append(want, modelName(r.Result.JobID))
		}
	}
	if got := namesIn(q.files); !reflect.DeepEqual(got, sorted(want)) {
		t.Errorf("the files are %v, want %v", got, sorted(want))
	}
	s, q, records = trained(t, Study{Epochs: 9, Halving: Halving{Mode: Halve}}, Texts{Arch: "keras", Units: "3,4,5,6,7,8,9,10,11", Batch: "20"})
	best := s.Table(records).Rows[0].Records[0].Result.JobID
	if got, want := namesIn(q.files), []string{modelName(best)}; !reflect.DeepEqual(got, want) {
		t.Errorf("after halving the files are %v, want %v", got, want)
	}
	if len(q.offered) != 9+3+1 {
		t.Errorf("%d jobs were offered, want 13", len(q.offered))
	}
}

// A checkpoint is kept until its trial has come to the next rung.
func TestDriveKeepsCheckpointsThatAreNeeded(t *testing.T) {
	d := NewData(source(t))
	s := complete(t, d, Study{Epochs: 3, Halving: Halving{Mode: Halve}}, Texts{Arch: "keras", Units: "3,4,5,6,7,8", Batch: "20"})
	q := &lines{files: &shelf{}}
	var before [][]string
	q.run = func(j Job) Record {
		if j.From > 0 {
			before = append(before, namesIn(q.files))
		}
		r, _, err := Run(context.Background(), j, d, q.files, nil)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if _, err := Drive(t.Context(), s, q, nil); err != nil {
		t.Fatal(err)
	}
	if len(before) != 2 || len(before[0]) < 2 || len(before[1]) < 2 {
		t.Errorf("when the two of the last rung began, the files were %v; want their checkpoints among them", before)
	}
}

func namesIn(f Files) []string {
	var names []string
	for name := range f.(*shelf).files {
		names = append(names, name)
	}
	return sorted(names)
}

func sorted(names []string) []string {
	slices.Sort(names)
	return names
}
