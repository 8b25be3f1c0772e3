// Package schedule has the learning-rate schedules, one a file. Each is a value,
// and a pure function of the step; [Parse] reads one from text.
package schedule

// Schedule says how the learning rate goes.
type Schedule interface {
	// Rate is the learning rate of a step, counted from 0, where the initial one
	// is what the optimizer was set to.
	Rate(initial float64, step int) float64
}

// Constant keeps the learning rate.
type Constant struct{}

// Rate is the initial rate.
func (Constant) Rate(initial float64, _ int) float64 { return initial }

func (Constant) String() string { return "constant" }
