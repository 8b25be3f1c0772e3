package schedule

import (
	"fmt"
	"math"
)

// Exponential multiplies the rate by Factor every Steps steps, a little at each
// of them: initial·Factor^(step/Steps). It is Keras' ExponentialDecay, and with
// one step PyTorch's ExponentialLR.
type Exponential struct {
	Steps  float64 // 0: 1
	Factor float64
}

// Rate is the rate of a step.
func (e Exponential) Rate(initial float64, step int) float64 {
	return initial * math.Pow(e.Factor, float64(step)/positive(e.Steps))
}

// String says which schedule it is, with its settings.
func (e Exponential) String() string {
	return fmt.Sprintf("times %g every %g steps, exponentially", e.Factor, positive(e.Steps))
}

// positive is a number of steps, 1 if not set.
func positive(steps float64) float64 {
	if steps <= 0 {
		return 1
	}
	return steps
}
