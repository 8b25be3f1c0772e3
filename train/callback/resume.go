package callback

import (
	"fmt"

	"digits/optim"
	"digits/train"
)

// The numbers that the callbacks keep in a checkpoint, by the names of Keras'
// attributes.
const (
	numberBest      = "best"
	numberBestEpoch = "best_epoch"
	numberWait      = "wait"
	numberCooldown  = "cooldown_counter"
)

// name is under which name a callback keeps its state: it goes with the metric,
// whose best value another metric cannot go on from.
func (m Monitor) name(callback string) string { return callback + " of " + m.Name() }

// state is the best value and how many epochs something has lasted.
func (b best) state(counts map[string]int) optim.State {
	s := optim.State{Numbers: map[string]float64{numberBest: b.value, numberBestEpoch: float64(b.epoch)}}
	for name, n := range counts {
		s.Numbers[name] = float64(n)
	}
	return s
}

// resume takes back what state has made, from the checkpoint that the training
// goes on from.
func (b *best) resume(c *train.Checkpoint, name string, counts map[string]*int) (optim.State, error) {
	s, err := c.Take(name)
	if err != nil {
		return s, err
	}
	var epoch int
	all := map[string]*int{numberBestEpoch: &epoch}
	for name, n := range counts {
		all[name] = n
	}
	for number, n := range all {
		x, ok := s.Numbers[number]
		if *n = int(x); !ok || x != float64(*n) || *n < 0 || *n > c.Epoch {
			return s, fmt.Errorf("callback: %w: the checkpoint's %s has %s %v, want a number of epochs up to %d", train.ErrResume, name, number, x, c.Epoch)
		}
	}
	value, ok := s.Numbers[numberBest]
	if !ok || epoch < 1 {
		return s, fmt.Errorf("callback: %w: the checkpoint's %s has no best epoch", train.ErrResume, name)
	}
	*b = best{value, epoch}
	return s, nil
}
