package schedule

import (
	"fmt"
	"math"
)

// Cosine falls from the initial rate to Floor of it along half a wave of the
// cosine within Steps steps, and stays there (Loshchilov & Hutter, 2017,
// arXiv:1608.03983, without the restarts):
// initial·(Floor + (1-Floor)·(1+cos(π·step/Steps))/2). It is Keras' CosineDecay
// with Floor its alpha, and PyTorch's CosineAnnealingLR up to its T_max, with
// Floor its eta_min/initial; after T_max PyTorch's rises again.
type Cosine struct {
	Steps float64 // 0: to the end of the training
	Floor float64
}

// Rate is the rate of a step.
func (c Cosine) Rate(initial float64, step int) float64 {
	if c.Steps <= 0 {
		return math.NaN()
	}
	return initial * (c.Floor + (1-c.Floor)*wave(min(1, float64(step)/c.Steps)))
}

// wave falls from 1 at 0 to 0 at 1.
func wave(part float64) float64 { return 0.5 * (1 + math.Cos(math.Pi*part)) }

// For ends it where the training does, unless it has steps of its own.
func (c Cosine) For(l Length) Schedule {
	if c.Steps <= 0 {
		c.Steps = float64(max(0, l.Total))
	}
	return c
}

// String says which schedule it is, with its settings.
func (c Cosine) String() string {
	if c.Steps <= 0 {
		return fmt.Sprintf("falling to %g of it along a cosine until the end of the training", c.Floor)
	}
	return fmt.Sprintf("falling to %g of it along a cosine in %g steps", c.Floor, c.Steps)
}

// cosineDecay reads Keras' CosineDecay, whose warm-up rises to a rate of its own.
func cosineDecay(c kerasConfig) (float64, Schedule, error) {
	if c.Steps <= 0 {
		return 0, nil, errKeras("CosineDecay: decay_steps", c.Steps, "more than 0")
	}
	cosine := Cosine{Steps: c.Steps, Floor: c.Alpha}
	switch {
	case c.WarmupTarget == nil:
		return c.Initial, cosine, nil
	case *c.WarmupTarget == 0:
		return 0, nil, errKeras("CosineDecay: warmup_target", 0, "another rate")
	}
	return *c.WarmupTarget, Warmup{Steps: int(c.WarmupSteps), Start: c.Initial / *c.WarmupTarget, Then: cosine}, nil
}
