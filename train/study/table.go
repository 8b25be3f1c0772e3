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
	Ended  int   // of these, trained to the end, stopped or failed
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
	results := resultsOf(records)
	t := Table{Trials: len(a.trials), Rungs: a.rungs, Done: len(a.next(results)) == 0}
	ends := a.ends(results)
	for i := range a.settings {
		t.Rows = append(t.Rows, a.row(i, ends[i], records))
		a.count(&t, t.Rows[i], records)
	}
	slices.SortFunc(t.Rows, compareRows)
	for i := range t.Rows {
		if t.Rows[i].ranked() {
			t.Rows[i].Rank = i + 1
		}
	}
	return t
}

func resultsOf(records map[string]Record) map[string]Result {
	results := make(map[string]Result, len(records))
	for id, r := range records {
		results[id] = r.Result
	}
	return results
}

// ends returns, for each setting, the last rung that it is known to train to, or
// -1 where that is not known.
func (a *agenda) ends(results map[string]Result) []int {
	ends := make([]int, len(a.settings))
	for i := range ends {
		ends[i] = -1
	}
	for k, r := range a.climb(results) {
		for i, setting := range r.settings {
			ends[setting] = -1
			if r.over() || k == len(a.rungs)-1 && r.scores[i].complete {
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
		if len(at) == a.study.Runs || row.Epochs == 0 && len(at) > 0 {
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
func (a *agenda) count(t *Table, row Row, records map[string]Record) {
	for run := range a.study.Runs {
		trained := 0
		for k := range a.rungs {
			trained = max(trained, len(records[a.jobID(row.Order, run, k)].Result.History))
		}
		t.Trained += trained
		if row.State == Stopped {
			t.Saved += a.study.Epochs - trained
		}
	}
	if row.State == Finished || row.State == Stopped || row.State == Failed {
		t.Ended += a.study.Runs
	}
}

// fill computes the means.
func (r *Row) fill() {
	r.Runs = len(r.Records)
	for _, f := range []struct {
		mean *train.Mean
		of   func(Result) float64
	}{
		{&r.ValAccuracy, func(r Result) float64 { return r.ValAccuracy }},
		{&r.ValLoss, func(r Result) float64 { return r.ValLoss }},
		{&r.Accuracy, func(r Result) float64 { return r.Accuracy }},
		{&r.Loss, func(r Result) float64 { return r.Loss }},
	} {
		var values []float64
		for _, record := range r.Records {
			values = append(values, f.of(record.Result))
			r.Parameters = record.Result.Parameters
		}
		*f.mean = train.MeanOf(values)
	}
}

func (r *Row) ranked() bool { return r.State != Failed && r.State != Waiting }

// compareRows orders rows: those that have trained longest first, the best of
// these first; behind them the failed ones, then those without figures.
func compareRows(a, b Row) int {
	behind := func(r Row) int {
		return map[State]int{Failed: 1, Waiting: 2}[r.State]
	}
	if c := cmp.Compare(behind(a), behind(b)); c != 0 || behind(a) > 0 {
		return cmp.Or(c, cmp.Compare(a.Order, b.Order))
	}
	return cmp.Or(
		cmp.Compare(b.Epochs, a.Epochs),
		cmp.Compare(b.ValAccuracy.Value, a.ValAccuracy.Value),
		cmp.Compare(a.ValLoss.Value, b.ValLoss.Value),
		cmp.Compare(a.Order, b.Order),
	)
}
