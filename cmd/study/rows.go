package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"digits/internal/terminal"
	"digits/train"
	"digits/train/study"
)

// texts are the columns that are words, and stand to the left.
var texts = []string{"arch", "units", "activation", "optimizer", "state"}

// lines are the table's head and its first rows, aligned, and what is left out.
func (v *view) lines(most int) []string {
	rows := v.table.Rows
	return v.align(rows[:min(len(rows), most)], len(rows)-most)
}

// expendable are the columns that a narrow window does without, the first one first.
var expendable = []string{"seconds", "parameters", "runs"}

// liveLines is lines of what is of interest while the study runs: the best settings,
// and those in hand. Where they are wider than the window, they have fewer columns.
func (v *view) liveLines(columns, most int) []string {
	var ranked, inHand []study.Row
	for _, r := range v.table.Rows {
		switch {
		case r.State != study.Waiting:
			ranked = append(ranked, r)
		case v.running(r.Order) != "":
			inHand = append(inHand, r)
		}
	}
	most--
	inHand = inHand[:min(len(inHand), (most+1)/2)]
	shown := append(ranked[:min(len(ranked), most-len(inHand))], inHand...)
	for n := range expendable {
		lines := v.align(shown, len(v.table.Rows)-len(shown), expendable[:n]...)
		if !slices.ContainsFunc(lines, func(line string) bool { return utf8.RuneCountInString(line) > columns }) {
			return lines
		}
	}
	return v.align(shown, len(v.table.Rows)-len(shown), expendable...)
}

// align makes lines of rows, without some columns, and says how many rows are left
// out.
func (v *view) align(shown []study.Row, left int, without ...string) []string {
	head := []string{"#"}
	for _, a := range v.varied {
		head = append(head, a.Name)
	}
	head = append(head, "val_accuracy", "parameters", "seconds", "runs", "state")
	rows := [][]string{head}
	for _, r := range shown {
		rows = append(rows, v.cells(r))
	}
	for i := len(head) - 1; i >= 0; i-- {
		if slices.Contains(without, head[i]) {
			for k := range rows {
				rows[k] = slices.Delete(rows[k], i, i+1)
			}
			head = rows[0]
		}
	}
	lines := terminal.Columns(rows, func(column int) bool { return slices.Contains(texts, head[column]) })
	if left > 0 {
		lines = append(lines, fmt.Sprintf("… and %s more", count(left, "setting")))
	}
	return lines
}

func (v *view) cells(r study.Row) []string {
	cells := []string{"–"}
	if r.Rank > 0 {
		cells[0] = strconv.Itoa(r.Rank)
	}
	for _, a := range v.varied {
		cells = append(cells, a.Text(r.Settings))
	}
	accuracy, parameters, seconds := "", "", ""
	if r.Runs > 0 {
		accuracy, parameters, seconds = meanText(r.ValAccuracy, r.Runs), strconv.Itoa(r.Parameters), fmt.Sprintf("%.1f", r.Seconds)
	}
	return append(cells, accuracy, parameters, seconds, fmt.Sprintf("%d/%d", r.Runs, v.study.Runs), v.state(r))
}

// meanText writes a mean with its standard error, which one run does not have.
func meanText(m train.Mean, runs int) string {
	if runs < 2 {
		return fmt.Sprintf("%.4f", m.Value)
	}
	return fmt.Sprintf("%.4f ± %.4f", m.Value, m.StandardError)
}

// state says how far a setting is.
func (v *view) state(r study.Row) string {
	switch r.State {
	case study.Failed:
		return "failed: " + r.Why
	case study.Stopped:
		return fmt.Sprintf("stopped by halving at epoch %d", r.Epochs)
	case study.Finished:
		return "finished"
	}
	if running := v.running(r.Order); running != "" {
		return "running " + running
	}
	if r.State == study.Running {
		return fmt.Sprintf("at epoch %d of %d", r.Epochs, v.study.Epochs)
	}
	return string(r.State)
}

// running says in which epochs a setting's jobs are, "" if none is in hand.
func (v *view) running(order int) string {
	var at []int
	for _, h := range v.hands {
		if h.order == order && h.until > 0 {
			at = append(at, min(h.Epoch+1, h.until))
		}
	}
	switch slices.Sort(at); len(at) {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("epoch %d of %d", at[0], v.study.Epochs)
	}
	return fmt.Sprintf("epochs %s of %d", numbers(at), v.study.Epochs)
}

// describe names settings by what they differ in.
func (v *view) describe(s study.Settings) string {
	var parts []string
	for _, a := range v.study.Space.Chosen() {
		parts = append(parts, a.Name+" "+cmp.Or(a.Text(s), "none"))
	}
	if len(parts) == 0 {
		return s.Arch
	}
	return strings.Join(parts, ", ")
}

// line is what is printed of a record, result number n, where no table can be drawn.
// How many results halving asks for shows only in the end.
func (v *view) line(n int, r study.Record) string {
	number := fmt.Sprintf("[%d/%d]", n, v.table.Trials)
	if v.study.Halving.Mode != "" {
		number = fmt.Sprintf("[%d]", n)
	}
	t, epochs := v.job(r.Result.JobID)
	text := fmt.Sprintf("%s %s, seed %d: ", number, v.describe(t.Settings), t.Seed)
	if r.Result.Failed != "" {
		return text + "failed: " + r.Result.Failed
	}
	return text + fmt.Sprintf("val_accuracy %.4f after epoch %d of %d, %.1f s", r.Result.ValAccuracy, epochs, v.study.Epochs, r.Seconds)
}
