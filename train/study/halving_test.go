package study

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// scored returns a study of so many settings, a run each, and results of it whose
// validation accuracies are given by epochs.
func scored(mode string, settings int, accuracies map[int][]float64) (Study, map[string]Record) {
	s := numbered(settings, Study{Epochs: 9, Runs: 1, Halving: Halving{Mode: mode}})
	records := map[string]Record{}
	for epochs, all := range accuracies {
		for i, accuracy := range all {
			job := Job{Trial: s.Trials()[i], Epochs: epochs}
			records[job.ID()] = Record{Result: Result{JobID: job.ID(), ValAccuracy: accuracy, History: make([]Epoch, epochs)}}
		}
	}
	return s, records
}

// numbered is a study of so many learning rates.
func numbered(settings int, s Study) Study {
	s.Version, s.Name, s.Space.Arch = Version, "numbered", []string{"keras"}
	for i := range settings {
		s.Space.LearningRate = append(s.Space.LearningRate, Range{float64(i + 1), float64(i + 1)})
	}
	return s
}

// nextOf returns which settings' jobs may run, by epochs and in order.
func nextOf(s Study, records map[string]Record) map[int][]int {
	next := map[int][]int{}
	jobs, _ := nextAfter(s, records)
	for _, j := range jobs {
		next[j.Epochs] = append(next[j.Epochs], int(j.Trial.Settings.LearningRate)-1)
	}
	return next
}

func TestRungs(t *testing.T) {
	for _, c := range []struct {
		epochs, eta int
		mode        string
		want        []int
	}{
		{5, 0, "", []int{5}},
		{5, 0, Halve, []int{1, 5}},
		{27, 0, ASHA, []int{1, 3, 9, 27}},
		{60, 0, Halve, []int{2, 6, 20, 60}},
		{10, 2, Halve, []int{1, 2, 5, 10}},
	} {
		if got := (Study{Epochs: c.epochs, Halving: Halving{c.mode, c.eta}}).rungs(); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%d epochs, eta %d: got the rungs %v, want %v", c.epochs, c.eta, got, c.want)
		}
	}
}

var unsorted = []float64{.5, .9, .7, .9, .1, .8, .2, .3, .4}

// The best third of nine are 1, 3 and 5; nothing happens before all are there.
func TestHalvingWaitsForTheRung(t *testing.T) {
	s, records := scored(Halve, 9, map[int][]float64{1: unsorted[:8]})
	if got, want := nextOf(s, records), map[int][]int{1: {8}}; !reflect.DeepEqual(got, want) {
		t.Errorf("with eight of nine: got %v, want %v", got, want)
	}
	s, records = scored(Halve, 9, map[int][]float64{1: unsorted})
	if got, want := nextOf(s, records), map[int][]int{3: {1, 3, 5}}; !reflect.DeepEqual(got, want) {
		t.Errorf("with all nine: got %v, want %v", got, want)
	}
}

// Equal accuracies are decided by the loss, then by the order.
func TestHalvingBreaksTies(t *testing.T) {
	s, records := scored(Halve, 3, map[int][]float64{1: {.5, .5, .5}})
	if got, want := nextOf(s, records), map[int][]int{3: {0}}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want the first, %v", got, want)
	}
	id := Job{Trial: s.Trials()[2], Epochs: 1}.ID()
	r := records[id]
	r.Result.ValLoss = -1
	records[id] = r
	if got, want := nextOf(s, records), map[int][]int{3: {2}}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want the one of least loss, %v", got, want)
	}
}

// By hand: after three, 1 is the best one of them; after six, 1 and 3 are the best
// two; after nine, 1, 3 and 5. What comes after a gap does not count.
func TestASHAPromotesByCompletePrefixes(t *testing.T) {
	for _, c := range []struct {
		known int
		want  []int
	}{{2, nil}, {3, []int{1}}, {5, []int{1}}, {6, []int{1, 3}}, {8, []int{1, 3}}, {9, []int{1, 3, 5}}} {
		s, records := scored(ASHA, 9, map[int][]float64{1: unsorted[:c.known]})
		if got := nextOf(s, records)[3]; !reflect.DeepEqual(got, c.want) {
			t.Errorf("after %d: got %v, want %v", c.known, got, c.want)
		}
	}
	s, records := scored(ASHA, 9, map[int][]float64{1: unsorted})
	delete(records, Job{Trial: s.Trials()[4], Epochs: 1}.ID())
	if got, want := nextOf(s, records), map[int][]int{1: {4}, 3: {1}}; !reflect.DeepEqual(got, want) {
		t.Errorf("without the fifth: got %v, want %v", got, want)
	}
}

// Where each is better than those before, each from the third on is at some time
// among the best third: with n known, the best are the last n/3.
func TestASHAPromotesMoreThanAThirdOfWhatGetsBetter(t *testing.T) {
	s, records := scored(ASHA, 9, map[int][]float64{1: {.1, .2, .3, .4, .5, .6, .7, .8, .9}})
	if got, want := nextOf(s, records), map[int][]int{3: {2, 3, 4, 5, 6, 7, 8}}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// Fewer than eta settings still send their best one on, and one that failed never.
func TestHalvingOfFew(t *testing.T) {
	for _, mode := range halvingModes() {
		s, records := scored(mode, 2, map[int][]float64{1: {.4, .6}})
		if got, want := nextOf(s, records), map[int][]int{3: {1}}; !reflect.DeepEqual(got, want) {
			t.Errorf("%s of two: got %v, want %v", mode, got, want)
		}
		for id, r := range records {
			r.Result.Failed = "the loss is NaN"
			records[id] = r
		}
		if jobs, done := nextAfter(s, records); !done {
			t.Errorf("%s of two that failed: got %v, want none", mode, jobs)
		}
		if _, err := s.Winner(t.Context(), records, nil, nil, nil, nil); err != ErrNoWinner {
			t.Errorf("%s of two that failed: the winner is %v", mode, err)
		}
	}
}

// A setting goes on with all its runs, by their mean: 0 has the best run, 1 the
// best mean.
func TestHalvingGoesByTheMeanOfRuns(t *testing.T) {
	s := numbered(3, Study{Epochs: 3, Runs: 2, Halving: Halving{Mode: Halve}})
	results := map[string]Result{}
	for i, accuracy := range []float64{.9, .1, .6, .7, .3, .3} {
		id := Job{Trial: s.Trials()[i], Epochs: 1}.ID()
		results[id] = Result{JobID: id, ValAccuracy: accuracy}
	}
	jobs, _ := s.Next(results)
	if len(jobs) != 2 || !reflect.DeepEqual(jobs[0].Trial, s.Trials()[2]) || !reflect.DeepEqual(jobs[1].Trial, s.Trials()[3]) || jobs[0].From != 1 || jobs[0].Epochs != 3 {
		t.Errorf("got %+v, want both runs of the second setting, from epoch 1 to 3", jobs)
	}
}

// What halving saves by hand: of nine, six stop after 1 epoch and two after 3, so
// that 6 + 2·3 + 9 = 21 epochs are trained instead of 81.
func TestTableCountsWhatHalvingSaves(t *testing.T) {
	s, records := scored(Halve, 9, map[int][]float64{1: unsorted})
	three := []float64{.9, .95, .91}
	for i, setting := range []int{1, 3, 5} {
		id := Job{Trial: s.Trials()[setting], Epochs: 3}.ID()
		records[id] = Record{Result: Result{JobID: id, ValAccuracy: three[i], History: make([]Epoch, 3)}}
	}
	id := Job{Trial: s.Trials()[3], Epochs: 9}.ID()
	records[id] = Record{Result: Result{JobID: id, ValAccuracy: .8, History: make([]Epoch, 9)}}
	table := s.Table(records)
	if table.Trained != 21 || table.Saved != 60 || table.Ended != 9 || table.Trials != 9 || !table.Done {
		t.Errorf("got %d epochs trained, %d saved, %d of %d trials ended, done %v; want 21, 60, 9 of 9, true", table.Trained, table.Saved, table.Ended, table.Trials, table.Done)
	}
	var order []int
	var states []State
	for _, r := range table.Rows {
		order, states = append(order, r.Order), append(states, r.State)
	}
	if want := []int{3, 5, 1, 2, 0, 8, 7, 6, 4}; !reflect.DeepEqual(order, want) {
		t.Errorf("the rows are of %v, want %v", order, want)
	}
	if states[0] != Finished || states[1] != Stopped || states[8] != Stopped {
		t.Errorf("the states are %v", states)
	}
}

// What ASHA promotes is what its definition says, looked up for each n anew.
func TestASHAIsItsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rung{scores: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) score {
			return score{
				complete: rapid.IntRange(0, 19).Draw(t, "missing") > 0,
				failed:   rapid.IntRange(0, 9).Draw(t, "failed") == 0,
				accuracy: float64(rapid.IntRange(0, 5).Draw(t, "accuracy")),
				loss:     float64(rapid.IntRange(0, 1).Draw(t, "loss")),
			}
		}), 0, 40).Draw(t, "scores")}
		r.settings = make([]int, len(r.scores))
		eta := rapid.IntRange(2, 4).Draw(t, "eta")
		var want []int
		for n := 1; n <= len(r.scores) && r.scores[n-1].complete; n++ {
			first := rung{settings: r.settings[:n], scores: r.scores[:n]}
			for _, at := range first.ranked()[:n/eta] {
				if !slices.Contains(want, at) {
					want = append(want, at)
				}
			}
		}
		if got := r.best(eta); !slices.Equal(got, want) {
			t.Errorf("eta %d: got %v, want %v", eta, got, want)
		}
	})
}
