package main

import (
	"math"
	"time"

	"digits/train/study"
)

// cost is what epochs of settings have taken.
type cost struct {
	places  [][2]float64    // of the settings: the logarithms of size and batch
	seconds map[int]float64 // by setting
	epochs  map[int]int
}

// mostKnown bounds how many settings a guess goes by.
const mostKnown = 50

func newCost(settings []study.Settings) cost {
	c := cost{seconds: map[int]float64{}, epochs: map[int]int{}}
	for _, s := range settings {
		c.places = append(c.places, [2]float64{math.Log(size(s)), math.Log(float64(s.Batch))})
	}
	return c
}

func (c *cost) add(setting, epochs int, seconds float64) {
	if _, known := c.epochs[setting]; known || len(c.epochs) < mostKnown {
		c.seconds[setting] += seconds
		c.epochs[setting] += epochs
	}
}

// epoch guesses what an epoch of a setting takes, in seconds: what it took, or what
// the setting most like it in size and batch did.
func (c *cost) epoch(setting int) float64 {
	least, seconds := math.Inf(1), 0.0
	here := c.places[setting]
	for known, epochs := range c.epochs {
		there := c.places[known]
		d := math.Abs(here[0]-there[0]) + math.Abs(here[1]-there[1])
		if each := c.seconds[known] / float64(max(1, epochs)); d < least || d == least && each > seconds {
			least, seconds = d, each
		}
	}
	return seconds
}

// size is about proportional to the number of weights: the first layer takes most
// of them.
func size(s study.Settings) (n float64) {
	const pixels = 784
	in := float64(pixels)
	for _, units := range s.Units {
		n, in = n+in*float64(units), float64(units)
	}
	return n + 1
}

// remaining guesses how long the study will take from now on; ok is false while
// there is nothing to go by.
func (v *view) remaining() (left time.Duration, ok bool) {
	if len(v.cost.epochs) == 0 || v.table.Done {
		return 0, false
	}
	seconds := 0.0
	for _, r := range v.table.Rows {
		if missing := v.study.Runs - r.Runs; missing > 0 && r.State != study.Stopped {
			seconds += float64(missing*v.table.Rungs[0]) * v.cost.epoch(r.Order)
		}
	}
	seconds += v.promotions()
	for _, h := range v.hands {
		if done := h.Epoch - v.rungBefore(h.until); h.until > 0 && done > 0 {
			seconds -= float64(done) * v.cost.epoch(h.order)
		}
	}
	seconds = max(0, seconds) / float64(max(1, len(v.hands), v.workers))
	return time.Duration(seconds * float64(time.Second)), true
}

// promotions guesses what the rungs above the first will take: each has a share of
// the one below.
func (v *view) promotions() (seconds float64) {
	each := 0.0
	for _, r := range v.table.Rows {
		each += v.cost.epoch(r.Order) / float64(len(v.table.Rows))
	}
	settings := len(v.table.Rows)
	for k := 1; k < len(v.table.Rungs); k++ {
		settings = max(1, settings*v.table.Rungs[k-1]/v.table.Rungs[k])
		there := 0
		for _, r := range v.table.Rows {
			if r.Epochs >= v.table.Rungs[k] {
				there++
			}
		}
		epochs := v.table.Rungs[k] - v.table.Rungs[k-1]
		seconds += float64(max(0, settings-there)*v.study.Runs*epochs) * each
	}
	return seconds
}
