package schedule

import (
	"fmt"
	"math"
)

// Step multiplies the rate by Factor at once, every Steps steps:
// initial·Factor^⌊step/Steps⌋. It is PyTorch's StepLR, and Keras'
// ExponentialDecay with its staircase.
type Step struct {
	Steps  float64 // 0: 1
	Factor float64
}

// Rate is the rate of a step.
func (s Step) Rate(initial float64, step int) float64 {
	return initial * math.Pow(s.Factor, math.Floor(float64(step)/positive(s.Steps)))
}

// String says which schedule it is, with its settings.
func (s Step) String() string {
	return fmt.Sprintf("times %g every %g steps", s.Factor, positive(s.Steps))
}
