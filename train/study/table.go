package study

import (
	"cmp"
	"slices"

	"digits/train"
)

// Table is what the results come to, a row a setting, the best first.
type Table struct {
	Rows   []Row
	Trials int   // in all: settings times runs
	Ended  int   // of these: they are trained to the end, or their setting is stopped or has failed
	Rungs  []int // in epochs; the last is the end

	// Epochs trained so far, each epoch of a trial counted once, and those that
	// halving has spared the trials that it stopped.
	Trained, Saved int

	Done bool
}

// State is how far a setting has come.
type State string

// A setting is finished when all its runs have trained to the end, failed as soon
// as one of them could not go on, and stopped when halving is sure not to promote
// it.
const (
	Waiting  State = "waiting" // no result yet
	Running  State = "running" // some results, and perhaps more to come
	Finished State = "finished"
	Stopped  State = "stopped"
	Failed   State = "failed"
)

// Row is a setting. Its figures are means over its runs at Epochs, the highest
// rung that all runs have reached, or else the first one.
type Row struct {
	Settings   Settings
	Order      int // in the space, from 0
	Rank       int // 1 is the best; 0 if it failed or has no figures
	State      State
	Why        string // it failed
	Epochs     int    // trained; 0 if it is waiting
	Runs       int    // that the figures are of
	Parameters int

	ValAccuracy, ValLoss, Accuracy, Loss train.Mean

	Seconds float64  // of all its jobs
	Records []Record // of Runs, in the order of their seeds
}

// Table returns what the records, by job ID, come to. But for Seconds and Records
// it depends on the results alone.
func (s Study) Table(records map[string]Record) Table {
	return newAgenda(s).table(records)
}

func (a *agenda) table(records map[string]Record) Table {
	rungs := a.climb(resultsOf(records))
	rows := make([]Row, len(a.settings))
	t := Table{Trials: len(a.trials), Rungs: a.rungs, Done: true}
	for _, r := range rungs {
		t.Done = t.Done && r.over
	}
	order := make([]int, len(rows))
	for i, end := range a.ends(rungs) {
		order[i] = i
		rows[i] = a.row(i, end, records)
		a.count(&t, &rows[i], records)
	}
	slices.SortFunc(order, func(i, j int) int { return compareRows(&rows[i], &rows[j]) })
	for rank, i := range order {
		if rows[i].ranked() {
			rows[i].Rank = rank + 1
		}
		t.Rows = append(t.Rows, rows[i])
	}
	return t
}

func resultsOf(records map[string]Record) lookup {
	return func(id string) (*Result, bool) {
		r, ok := records[id]
		return &r.Result, ok
	}
}

// ends returns, for each setting, the last rung that it is known to train to, or
// -1 where that is not known.
func (a *agenda) ends(rungs []rung) []int {
	ends := make([]int, len(a.settings))
	for k, r := range rungs {
		for i, setting := range r.settings {
			ends[setting] = -1
			if r.over || k == len(rungs)-1 && r.scores[i].complete {
				ends[setting] = k
			}
		}
	}
	return ends
}

// row makes the row of a setting that trains to rung end.
func (a *agenda) row(setting, end int, records map[string]Record) Row {
	row := Row{Settings: a.settings[setting], Order: setting, State: Waiting}
	for k, epochs := range a.rungs {
		var at []Record
		for run := range a.study.Runs {
			r, ok := records[a.jobID(setting, run, k)]
			if !ok {
				continue
			}
			at = append(at, r)
			row.Seconds += r.Seconds
			if r.Result.Failed != "" && row.State != Failed {
				row.State, row.Why = Failed, r.Result.Failed
			}
		}
		if len(at) == 0 {
			break
		}
		if len(at) == a.study.Runs || row.Epochs == 0 {
			row.Epochs, row.Records = epochs, at
		}
	}
	row.fill()
	switch {
	case row.State == Failed || row.Runs == 0:
	case end < 0:
		row.State = Running
	case end == len(a.rungs)-1:
		row.State = Finished
	default:
		row.State = Stopped
	}
	return row
}

// count adds a row to the table's totals.
func (a *agenda) count(t *Table, row *Row, records map[string]Record) {
	if row.Runs == 0 {
		return
	}
	last := len(a.rungs) - 1
	top := last // where any of the runs is
	for !a.reached(row.Order, top, records) {
		top--
	}
	for run := range a.study.Runs {
		trained := 0
		for k := range a.rungs {
			trained = max(trained, len(records[a.jobID(row.Order, run, k)].Result.History))
		}
		t.Trained += trained
		if row.State == Stopped {
			t.Saved += a.study.Epochs - trained
		}
		_, there := records[a.jobID(row.Order, run, top)]
		if row.State == Stopped || there && (row.State == Failed || top == last) {
			t.Ended++
		}
	}
}

// reached tells whether any run of a setting has a result at a rung.
func (a *agenda) reached(setting, k int, records map[string]Record) bool {
	for run := range a.study.Runs {
		if _, ok := records[a.jobID(setting, run, k)]; ok {
			return true
		}
	}
	return false
}

// fill computes the means.
func (r *Row) fill() {
	r.Runs = len(r.Records)
	values := make([]float64, r.Runs)
	mean := func(of func(*Result) float64) train.Mean {
		for i := range r.Records {
			values[i] = of(&r.Records[i].Result)
		}
		return train.MeanOf(values)
	}
	r.ValAccuracy = mean(func(r *Result) float64 { return r.ValAccuracy })
	r.ValLoss = mean(func(r *Result) float64 { return r.ValLoss })
	r.Accuracy = mean(func(r *Result) float64 { return r.Accuracy })
	r.Loss = mean(func(r *Result) float64 { return r.Loss })
	if r.Runs > 0 {
		r.Parameters = r.Records[0].Result.Parameters
	}
}

func (r *Row) ranked() bool { return r.behind() == 0 }

// compareRows orders rows: those that have trained longest first, the best of
// these first; behind them the failed ones, then those without figures.
func compareRows(a, b *Row) int {
	if c := cmp.Compare(a.behind(), b.behind()); c != 0 || !a.ranked() {
		return cmp.Or(c, cmp.Compare(a.Order, b.Order))
	}
	return cmp.Or(
		cmp.Compare(b.Epochs, a.Epochs),
		cmp.Compare(b.ValAccuracy.Value, a.ValAccuracy.Value),
		cmp.Compare(a.ValLoss.Value, b.ValLoss.Value),
		cmp.Compare(a.Order, b.Order),
	)
}

// behind is 0 for a row that has a rank, else more.
func (r *Row) behind() int {
	switch r.State {
	case Failed:
		return 1
	case Waiting:
		return 2
	}
	return 0
}
