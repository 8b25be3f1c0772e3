package callback

import (
	"cmp"
	"fmt"
	"math"

	"gorgonia.org/gorgonia"

	"digits/optim"
	"digits/train"
)

// ReduceOnPlateau lowers the learning rate when a metric improves no more, as
// Keras' ReduceLROnPlateau does: after Patience epochs without an improvement
// it is multiplied by Factor, but goes no lower than MinRate, and the next
// Cooldown epochs do not count. Of several rates, as optim.Groups has, each is
// lowered so; of a schedule, all the rest of it.
type ReduceOnPlateau struct {
	Optimizer gorgonia.Solver // one with a learning rate, see optim.Rates
	Monitor
	Factor   float64 // above 0 and below 1; 0: 0.1
	Patience int     // 0 is as good as 1
	Cooldown int
	MinRate  float64

	// Reduced, if not nil, is told the new learning rates.
	Reduced func(epoch int, rates []float64)

	best           best
	wait, cooldown int
}

// check reports settings that make no sense, and an optimizer whose rate cannot be
// lowered. measures are as in Monitor.Check.
func (r *ReduceOnPlateau) check(measures ...string) error {
	if r.Factor != 0 && !(r.Factor > 0 && r.Factor < 1) {
		return fmt.Errorf("callback: plateau: got factor %v, want more than 0 and less than 1", r.Factor)
	}
	if !(r.MinRate >= 0) || math.IsInf(r.MinRate, 0) {
		return fmt.Errorf("callback: plateau: got a least learning rate of %v, want at least 0", r.MinRate)
	}
	if _, err := optim.Rates(r.Optimizer); err != nil {
		return fmt.Errorf("callback: plateau: %w", err)
	}
	return r.Monitor.Check(measures...)
}

// On is the train.Callback.
func (r *ReduceOnPlateau) On(e train.Event) error {
	switch e := e.(type) {
	case *train.Begin:
		r.best, r.wait, r.cooldown = best{}, 0, 0
		if err := r.check(e.Measures...); err != nil || e.Resumed == nil {
			return err
		}
		_, err := r.best.resume(e.Resumed, r.name("reduce_lr_on_plateau"), map[string]*int{numberWait: &r.wait, numberCooldown: &r.cooldown})
		return err
	case *train.Snapshot:
		return e.Checkpoint.Put(r.name("reduce_lr_on_plateau"), r.best.state(map[string]int{numberWait: r.wait, numberCooldown: r.cooldown}))
	case *train.EpochEnd:
		return r.epochEnd(e)
	}
	return nil
}

func (r *ReduceOnPlateau) epochEnd(e *train.EpochEnd) error {
	value, err := r.of(e.Log)
	if err != nil {
		return err
	}
	if r.cooldown > 0 {
		r.cooldown--
		r.wait = 0
	}
	if r.best.improve(r.Monitor, e.Epoch, value) {
		r.wait = 0
		return nil
	}
	if r.cooldown > 0 {
		return nil
	}
	if r.wait++; r.wait < r.Patience {
		return nil
	}
	return r.reduce(e.Epoch)
}

func (r *ReduceOnPlateau) reduce(epoch int) error {
	rates, err := optim.Rates(r.Optimizer)
	if err != nil {
		return fmt.Errorf("callback: plateau: %w", err)
	}
	factor := cmp.Or(r.Factor, 0.1)
	reduced, now := false, make([]float64, len(rates))
	for i, rate := range rates {
		if *rate > r.MinRate {
			*rate, reduced = max(*rate*factor, r.MinRate), true
		}
		now[i] = *rate
	}
	if !reduced {
		return nil
	}
	r.wait, r.cooldown = 0, r.Cooldown
	if r.Reduced != nil {
		r.Reduced(epoch, now)
	}
	return nil
}
