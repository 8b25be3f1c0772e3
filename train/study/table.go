package study

import (
	"cmp"
	"math"
	"slices"
)

// Table is what the results come to, a row a setting, the best first.
type Table struct {
	Rows []Row

	Runs     int // trials of each setting
	Jobs     int // that have a result
	Failed   int // of these
	Done     bool
	Epochs   int // trained so far, each trial's once
	InFull   int // epochs if every trial were trained to the end
	Rungs    []int
	Settings int
}

// State is how far a setting has come.
type State string

// A setting is Finished when all its runs have trained to the end, and Failed as
// soon as one of them could not go on. Stopped is what halving does not promote.
const (
	Waiting  State = "waiting" // no result yet
	Running  State = "running" // some results, and more to come
	Finished State = "finished"
	Stopped  State = "stopped"
	Failed   State = "failed"
)

// Row is a setting. Its figures are means over the runs at Epochs: the highest
// rung that all its runs have reached, or else the first one that any has.
type Row struct {
	Settings   Settings
	Order      int // in the space, from 0
	Rank       int // 1 is the best; 0 if it failed or has no figures
	State      State
	Why        string // of a failed one, that of its first failed run
	Epochs     int    // trained
	Runs       int    // with a result at Epochs
	Parameters int

	ValAccuracy, ValLoss, Accuracy, Loss Mean

	Seconds float64  // of all its jobs
	Records []Record // of its runs at Epochs, in the order of their seeds
}

// Mean is that of the runs, with its standard error: the sample's standard
// deviation over √n, 0 for a single run.
type Mean struct {
	Value, StandardError float64
}

func meanOf(values []float64) (m Mean) {
	n := float64(len(values))
	for _, v := range values {
		m.Value += v / n
	}
	if n < 2 {
		return m
	}
	sum := 0.0
	for _, v := range values {
		sum += (v - m.Value) * (v - m.Value)
	}
	m.StandardError = math.Sqrt(sum / (n - 1) / n)
	return m
}

// Table returns what the records come to. It depends on the results alone, but for
// Seconds and Records.
func (s Study) Table(records map[string]Record) Table {
	return newSchedule(s).table(records)
}

func (p *schedule) table(records map[string]Record) Table {
	results := resultsOf(records)
	rungs := p.climb(results)
	t := Table{
		Runs: p.study.Runs, Settings: len(p.settings), Rungs: p.rungs,
		Done:   len(p.next(results)) == 0,
		InFull: p.study.Epochs * len(p.trials),
	}
	for i := range p.settings {
		row := p.row(i, rungs, records)
		t.Rows = append(t.Rows, row)
	}
	slices.SortStableFunc(t.Rows, compareRows)
	for i := range t.Rows {
		if t.Rows[i].State != Failed && t.Rows[i].State != Waiting {
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

func (p *schedule) row(setting int, rungs []rung, records map[string]Record) Row {
	row := Row{Settings: p.settings[setting], Order: setting, State: Waiting}
	for k := range p.rungs {
		var at []Record
		for run := range p.study.Runs {
			if r, ok := records[p.jobID(setting, run, k)]; ok {
				at = append(at, r)
				row.Seconds += r.Seconds
			}
		}
		if len(at) == 0 || len(row.Records) > 0 && len(at) < p.study.Runs {
			continue
		}
		row.Epochs, row.Records = p.rungs[k], at
	}
	row.Runs = len(row.Records)
	row.fill()
	row.State = Running
	return row
}

// fill computes the means.
func (r *Row) fill() {
	for _, f := range []struct {
		mean *Mean
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
		}
		*f.mean = meanOf(values)
	}
}

func compareRows(a, b Row) int {
	return cmp.Or(
		cmp.Compare(b.Epochs, a.Epochs),
		cmp.Compare(b.ValAccuracy.Value, a.ValAccuracy.Value),
		cmp.Compare(a.ValLoss.Value, b.ValLoss.Value),
		cmp.Compare(a.Order, b.Order),
	)
}
