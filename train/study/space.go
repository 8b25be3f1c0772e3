package study

import (
	"encoding/json"
	"math/rand/v2"
)

// Space is what the settings are taken from: all combinations, or random points.
// An empty list stands for the recipe's own.
type Space struct {
	Arch         []string `json:"arch"`
	Units        []Shape  `json:"units,omitempty"`
	Activation   []string `json:"activation,omitempty"`
	Optimizer    []string `json:"optimizer,omitempty"`
	LearningRate []Range  `json:"lr,omitempty"`      // drawn on a log scale
	Batch        []Range  `json:"batch,omitempty"`   // drawn on a log scale
	Dropout      []Range  `json:"dropout,omitempty"` // drawn on a linear scale
	Random       int      `json:"random,omitempty"`  // points to draw; 0: the whole grid
}

// Bounds of what a study takes on. A trial's memory is some five times its
// parameters' and some twice its batch's values, four bytes each.
const (
	maxTrials     = 100_000
	maxLayers     = 16
	maxUnits      = 1 << 16
	maxParameters = 1 << 25
	maxValues     = 1 << 26 // of a batch: images times pixels and units
	maxEpochs     = 10_000
	maxItems      = 1000 // of a list
)

// redraws bounds how often a point may be drawn that was drawn before.
const redraws = 1000

// points returns the space's points without their epochs; fewer than Random if
// there are not that many.
func (s Space) points(seed uint64) []Settings {
	if s.Random == 0 {
		return s.grid()
	}
	if n, finite := s.size(); finite && n <= s.Random {
		return s.grid()
	}
	random := newRandom(seed)
	seen := map[string]bool{}
	var points []Settings
	for tries := 0; len(points) < s.Random && tries < redraws; tries++ {
		p := s.draw(random)
		text, err := json.Marshal(p)
		if err != nil || seen[string(text)] {
			continue
		}
		seen[string(text)] = true
		points, tries = append(points, p), -1
	}
	return points
}

// size returns the number of the grid's points, at most maxTrials+1; finite is
// false if there are ranges.
func (s Space) size() (n int, finite bool) {
	n = 1
	for _, count := range []int{
		len(s.Arch), len(s.Units), len(s.Activation), len(s.Optimizer),
		len(s.LearningRate), len(s.Batch), len(s.Dropout),
	} {
		n = min(n*max(1, min(count, maxTrials+1)), maxTrials+1)
	}
	return n, s.rangeOf() == ""
}

// rangeOf returns the name and the text of the first range, "" if there is none.
func (s Space) rangeOf() string {
	for _, shape := range s.Units {
		if !shape.single() {
			return "units: got " + shape.String()
		}
	}
	for _, axis := range []struct {
		name   string
		ranges []Range
	}{{"lr", s.LearningRate}, {"batch", s.Batch}, {"dropout", s.Dropout}} {
		for _, r := range axis.ranges {
			if !r.single() {
				return axis.name + ": got " + r.String()
			}
		}
	}
	return ""
}

// grid returns all combinations, the last axis changing fastest.
func (s Space) grid() []Settings {
	points := []Settings{{}}
	points = expand(points, s.Arch, func(p *Settings, v string) { p.Arch = v })
	points = expand(points, s.Units, func(p *Settings, v Shape) { p.Units = v.least() })
	points = expand(points, s.Activation, func(p *Settings, v string) { p.Activation = v })
	points = expand(points, s.Optimizer, func(p *Settings, v string) { p.Optimizer = v })
	points = expand(points, s.LearningRate, func(p *Settings, v Range) { p.LearningRate = v.Low })
	points = expand(points, s.Batch, func(p *Settings, v Range) { p.Batch = int(v.Low) })
	return expand(points, s.Dropout, func(p *Settings, v Range) { p.Dropout = &v.Low })
}

func expand[T any](points []Settings, values []T, set func(*Settings, T)) []Settings {
	if len(values) == 0 {
		return points
	}
	var all []Settings
	for _, p := range points {
		for _, v := range values {
			set(&p, v)
			all = append(all, p)
		}
	}
	return all
}

// draw takes an item of each list, each as likely as another, and a number from
// it where it is a range.
func (s Space) draw(random *rand.Rand) (p Settings) {
	pick(random, s.Arch, func(v string) { p.Arch = v })
	pick(random, s.Units, func(v Shape) { p.Units = v.draw(random) })
	pick(random, s.Activation, func(v string) { p.Activation = v })
	pick(random, s.Optimizer, func(v string) { p.Optimizer = v })
	pick(random, s.LearningRate, func(v Range) { p.LearningRate = v.log(random) })
	pick(random, s.Batch, func(v Range) { p.Batch = v.whole(random) })
	pick(random, s.Dropout, func(v Range) {
		rate := v.linear(random)
		p.Dropout = &rate
	})
	return p
}

func pick[T any](random *rand.Rand, values []T, set func(T)) {
	if len(values) > 0 {
		set(values[random.IntN(len(values))])
	}
}

// newRandom returns the stream of a seed that points are drawn from.
func newRandom(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0x7374756479)) }
