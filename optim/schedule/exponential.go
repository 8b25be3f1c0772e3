package schedule

import (
	"fmt"
	"math"
)

// Exponential multiplies the rate by Factor every Steps steps, a little at each
// of them: initial·Factor^(step/Steps). It is Keras' ExponentialDecay, and with
// one step PyTorch's ExponentialLR.
type Exponential struct {
	Steps  float64 // 0: Epochs; without these, 1
	Epochs float64 // instead of Steps
	Factor float64
}

// Rate is the rate of a step.
func (e Exponential) Rate(initial float64, step int) float64 {
	return initial * math.Pow(e.Factor, float64(step)/period(e.Steps, e.Epochs))
}

// For turns epochs into steps.
func (e Exponential) For(l Length) Schedule {
	e.Steps, e.Epochs = inSteps(e.Steps, e.Epochs, l)
	return e
}

// String says which schedule it is, with its settings.
func (e Exponential) String() string {
	return fmt.Sprintf("times %g every %s, exponentially", e.Factor, periodText(e.Steps, e.Epochs))
}

// exponentialDecay reads Keras' ExponentialDecay, which with its staircase is a
// Step.
func exponentialDecay(c kerasConfig) (float64, Schedule, error) {
	if c.Steps <= 0 {
		return 0, nil, errKeras("ExponentialDecay: decay_steps", c.Steps, "more than 0")
	}
	if c.Staircase {
		return c.Initial, Step{Steps: c.Steps, Factor: c.Factor}, nil
	}
	return c.Initial, Exponential{Steps: c.Steps, Factor: c.Factor}, nil
}
