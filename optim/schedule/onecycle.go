package schedule

import (
	"fmt"
	"math"
)

// OneCycle rises from 1/25 of the initial rate, which is its peak, to all of it in the
// first three tenths of Steps, then falls to 1/250,000, both along half a wave of the
// cosine, and stays there (Smith & Topin, 2018, arXiv:1708.07120). It is PyTorch's
// OneCycleLR with cycle_momentum False: momentum stays as it is.
type OneCycle struct {
	Steps float64 // 0: to the end of the training
	Max   float64 // the peak, where it is not to be the optimizer's own rate
}

// What PyTorch has for pct_start, div_factor and final_div_factor.
const (
	cycleRise  = 0.3
	cycleStart = 1.0 / 25
	cycleEnd   = cycleStart / 1e4
)

// Rate is the rate of a step.
func (c OneCycle) Rate(initial float64, step int) float64 {
	if c.Steps <= 0 {
		return math.NaN()
	}
	top, last := cycleRise*c.Steps-1, c.Steps-1
	at := min(float64(step), last)
	if at < top {
		return initial * (1 + (cycleStart-1)*wave(at/top))
	}
	return initial * (cycleEnd + (1-cycleEnd)*wave((at-top)/(last-top)))
}

// Peak is the initial rate that an optimizer needs for it, 0 for its own.
func (c OneCycle) Peak() float64 { return c.Max }

// For ends it where the training does, unless it has steps of its own.
func (c OneCycle) For(l Length) Schedule {
	if c.Steps <= 0 {
		c.Steps = float64(max(0, l.Total))
	}
	return c
}

// String says which schedule it is, with its settings.
func (c OneCycle) String() string {
	if c.Steps <= 0 {
		return "in one cycle from 1/25 of it to all and down to 0 at the end of the training"
	}
	return fmt.Sprintf("in one cycle of %g steps from 1/25 of it to all and down to 0", c.Steps)
}
