package study

import (
	"cmp"
	"fmt"
	"slices"
)

// Halving stops weak settings early: successive halving (Jamieson & Talwalkar,
// 2016). All settings train until the first rung, the best of them until the
// next, and so on; each rung has Eta times the epochs of the one before. What is
// promoted is a setting with all of its runs, by their mean, so that no lucky
// seed decides. Of n settings n/Eta are promoted, rounded down as in Hyperband (Li
// et al., 2018, algorithm 1), but at least one.
type Halving struct {
	Mode string `json:"mode,omitempty"` // one of halvingModes; "" trains all to the end
	Eta  int    `json:"eta,omitempty"`  // 3 if 0
}

// The modes. Halve waits until a rung is complete, and promotes the best 1/Eta of
// it. ASHA (Li et al., 2020, "A System for Massively Parallel Hyperparameter
// Tuning") does not wait: a setting is promoted once it is among the best 1/Eta of
// the rung's first n settings, for any n whose results are all there. So it does
// not depend on who was done first.
const (
	Halve = "sync"
	ASHA  = "asha"
)

// halvingModes returns the modes' names.
func halvingModes() []string { return []string{Halve, ASHA} }

const (
	defaultEta = 3
	maxEta     = 1000
)

func (h Halving) eta() int { return cmp.Or(h.Eta, defaultEta) }

func (h Halving) check(epochs int) error {
	if h.Mode == "" {
		return nil
	}
	if err := oneOf(h.Mode, halvingModes()); err != nil {
		return fmt.Errorf("halving: %w", err)
	}
	if h.eta() < 2 || h.eta() > maxEta {
		return fmt.Errorf("halving: got eta %d, want 2 to %d", h.Eta, maxEta)
	}
	if epochs < h.eta() {
		return fmt.Errorf("halving: got %d epochs, want at least %d, so that there is a rung to stop at", epochs, h.eta())
	}
	return nil
}

// rungs returns the epochs at which settings are compared, the last one being the
// end: Epochs divided by Eta as often as a whole epoch is left, rounded down.
func (s Study) rungs() []int {
	rungs := []int{s.Epochs}
	if s.Halving.Mode != "" {
		for e := s.Epochs / s.Halving.eta(); e >= 1; e /= s.Halving.eta() {
			rungs = append(rungs, e)
		}
	}
	slices.Reverse(rungs)
	return rungs
}

// score is what a setting's runs came to at a rung.
type score struct {
	complete bool // all runs have a result
	failed   bool // one of them could not go on
	accuracy float64
	loss     float64
}

// better orders scores: failed ones last, then by validation accuracy, then loss.
func (s score) better(than score) int {
	if s.failed != than.failed {
		if s.failed {
			return 1
		}
		return -1
	}
	return cmp.Or(cmp.Compare(than.accuracy, s.accuracy), cmp.Compare(s.loss, than.loss))
}

// rung is the settings that train until some epoch, in the order in which they
// came to it, with their scores. It is over when no more of them can come and all
// scores are complete.
type rung struct {
	settings []int
	scores   []score
	over     bool
}

// promoted returns the settings of the next rung, in their order there, as far as
// they are known.
func (h Halving) promoted(r rung) []int {
	var next []int
	if h.Mode == ASHA {
		next = r.best(h.eta())
	} else if r.over {
		next = r.ranked()[:len(r.settings)/h.eta()]
		slices.Sort(next)
	}
	if len(next) == 0 && r.over && len(r.settings) > 0 {
		next = r.ranked()[:1]
	}
	return slices.DeleteFunc(next, func(at int) bool { return r.scores[at].failed })
}

// ranked returns all positions, the best first.
func (r rung) ranked() []int {
	ranked := make([]int, len(r.settings))
	for i := range ranked {
		ranked[i] = i
	}
	slices.SortStableFunc(ranked, func(a, b int) int { return r.scores[a].better(r.scores[b]) })
	return ranked
}

// best returns the positions of those that are among the best 1/eta of the first
// n, for n = 1, 2 … as far as scores are complete, in the order of n.
func (r rung) best(eta int) []int {
	var ranked, promoted []int
	taken := make([]bool, len(r.settings))
	for at, s := range r.scores {
		if !s.complete {
			break
		}
		place, _ := slices.BinarySearchFunc(ranked, at, func(a, b int) int {
			return cmp.Or(r.scores[a].better(r.scores[b]), cmp.Compare(a, b))
		})
		ranked = slices.Insert(ranked, place, at)
		// With the n-th only two can be new among the best: itself, and the last of
		// them, where they have become one more.
		best := len(ranked) / eta
		for _, i := range []int{place, best - 1} {
			if i >= 0 && i < best && !taken[ranked[i]] {
				taken[ranked[i]] = true
				promoted = append(promoted, ranked[i])
			}
		}
	}
	return promoted
}
