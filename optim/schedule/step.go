package schedule

import (
	"fmt"
	"math"
)

// Step multiplies the rate by Factor at once, every Steps steps:
// initial·Factor^⌊step/Steps⌋. It is PyTorch's StepLR, and Keras'
// ExponentialDecay with its staircase.
type Step struct {
	Steps  float64 // 0: Epochs; without these, 1
	Epochs float64 // instead of Steps
	Factor float64
}

// Rate is the rate of a step.
func (s Step) Rate(initial float64, step int) float64 {
	return initial * math.Pow(s.Factor, math.Floor(float64(step)/period(s.Steps, s.Epochs)))
}

// For turns epochs into steps.
func (s Step) For(l Length) Schedule {
	s.Steps, s.Epochs = inSteps(s.Steps, s.Epochs, l)
	return s
}

// String says which schedule it is, with its settings.
func (s Step) String() string {
	return fmt.Sprintf("times %g every %s", s.Factor, periodText(s.Steps, s.Epochs))
}
