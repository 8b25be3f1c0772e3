package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"digits/internal/terminal"
	"digits/train"
	"digits/train/study"
)

// texts are the columns that are words, and stand to the left.
var texts = []string{"arch", "units", "activation", "optimizer", "state"}

// lines are the table's head and its first rows, aligned, and what is left out.
func (v *view) lines(most int) []string {
	head := []string{"#"}
	for _, a := range v.varied {
		head = append(head, a.Name)
	}
	head = append(head, "val_accuracy", "parameters", "seconds", "runs", "state")
	rows := [][]string{head}
	shown := v.table.Rows
	left := max(0, len(shown)-most)
	if left > 0 {
		shown, left = shown[:max(0, most-1)], left+1
	}
	for _, r := range shown {
		rows = append(rows, v.cells(r))
	}
	lines := terminal.Columns(rows, func(column int) bool { return slices.Contains(texts, head[column]) })
	if left > 0 {
		lines = append(lines, fmt.Sprintf("… and %d more", left))
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
	for id, h := range v.hands {
		if t, until := v.job(id); t.order == order && until > 0 {
			at = append(at, min(h.Epoch+1, until))
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
	for _, a := range v.varied {
		parts = append(parts, a.Name+" "+a.Text(s))
	}
	if len(parts) == 0 {
		return s.Arch
	}
	return strings.Join(parts, ", ")
}

// line is what is printed of a record where no table can be drawn.
func (v *view) line(r study.Record) string {
	t, epochs := v.job(r.Result.JobID)
	text := fmt.Sprintf("[%d/%d] %s, seed %d: ", v.done(), v.table.Trials, v.describe(t.Settings), t.Seed)
	if r.Result.Failed != "" {
		return text + "failed: " + r.Result.Failed
	}
	return text + fmt.Sprintf("val_accuracy %.4f after epoch %d of %d, %.1f s", r.Result.ValAccuracy, epochs, v.study.Epochs, r.Seconds)
}
