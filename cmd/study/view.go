package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"digits/train/study"
)

// view is what is known of a study, for people.
type view struct {
	study    study.Study
	settings []study.Settings
	varied   []study.Axis
	fixed    []study.Axis
	trials   map[string]trial // by ID
	table    study.Table
	hands    map[string]hand // by job ID
	cost     cost
	ended    map[string]bool // jobs that have a result, by ID
	workers  int             // trials at once in this process
	began    time.Time
}

// trial is a study's trial with its setting's place in the space.
type trial struct {
	study.Trial
	order int
}

// hand is a job that a worker has in hand.
type hand struct {
	study.Beat
	order int // of its setting
	until int // epoch
	heard time.Time
}

// forgotten is how long after its last beat a job counts as in hand.
const forgotten = 30 * time.Second

func newView(s study.Study, now time.Time) *view {
	v := &view{
		study: s, settings: s.Settings(), trials: map[string]trial{}, hands: map[string]hand{}, ended: map[string]bool{}, began: now,
	}
	v.table, v.cost = s.Table(nil), newCost(v.settings)
	v.varied, v.fixed = study.Varied(v.settings)
	for i, t := range s.Trials() {
		v.trials[t.ID()] = trial{t, i / s.Runs}
	}
	return v
}

// take learns from an event.
func (v *view) take(e study.Event, now time.Time) {
	switch e := e.(type) {
	case study.Arrived:
		v.table = e.Table
		for _, r := range e.Records {
			v.ended[r.Result.JobID] = true
			delete(v.hands, r.Result.JobID)
			t, epochs := v.job(r.Result.JobID)
			v.cost.add(t.order, epochs-v.rungBefore(epochs), r.Seconds)
		}
	case study.Beating:
		for _, b := range e.Beats {
			if v.ended[b.JobID] {
				continue // the beat has come late
			}
			t, until := v.job(b.JobID)
			v.hands[b.JobID] = hand{b, t.order, until, now}
		}
	}
	for id, h := range v.hands {
		if now.Sub(h.heard) > forgotten {
			delete(v.hands, id)
		}
	}
}

// job is the trial, and until which epoch, of a job's ID.
func (v *view) job(id string) (t trial, epochs int) {
	name, text, _ := strings.Cut(id, ".")
	epochs, _ = strconv.Atoi(text)
	return v.trials[name], epochs
}

// rungBefore is the epoch from which a job until that epoch goes on.
func (v *view) rungBefore(epochs int) (before int) {
	for _, rung := range v.table.Rungs {
		if rung < epochs {
			before = rung
		}
	}
	return before
}

// title says what is studied.
func (v *view) title() string {
	s := v.study
	title := fmt.Sprintf("Study %s: %s, %s", s.Name, count(len(v.settings), "setting"), count(s.Epochs, "epoch"))
	if s.Runs > 1 {
		title += fmt.Sprintf(", %d runs each", s.Runs)
	}
	if s.Halving.Mode != "" {
		title += ", halving at " + numbers(v.table.Rungs)
	}
	about := "on " + s.DataName
	for _, a := range v.fixed {
		if text := a.Text(v.settings[0]); a.Name == "arch" {
			about = text + " " + about
		} else if text != "" {
			about += ", " + a.Name + " " + text
		}
	}
	return fmt.Sprintf("%s; %s; %d examples validate", title, about, s.Validation)
}

// progress is how far the whole is.
func (v *view) progress(now time.Time) string {
	text := fmt.Sprintf("%d of %s done", v.table.Ended, count(v.table.Trials, "trial"))
	if n := len(v.hands); n > 0 {
		text += fmt.Sprintf(", %d running", n)
	}
	text += fmt.Sprintf(", %s so far", clock(now.Sub(v.began)))
	if left, ok := v.remaining(); ok {
		text += fmt.Sprintf(", about %s left", clock(left))
	}
	return text
}

// count is a number with its noun.
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}

func numbers(list []int) string {
	return strings.Join(strings.Fields(strings.Trim(fmt.Sprint(list), "[]")), ", ")
}

// clock writes a time as 7:40 or 1:02:03.
func clock(d time.Duration) string {
	s := int(d.Round(time.Second) / time.Second)
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}
