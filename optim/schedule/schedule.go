// Package schedule has the learning-rate schedules, one a file. Each is a value,
// and a pure function of the step; [Parse] reads one from text, [FromKeras] from a
// file of Keras'.
//
// A schedule may be said in epochs, or to go until the end of a training: [For]
// gives it the steps of one.
package schedule

// Schedule says how the learning rate goes.
type Schedule interface {
	// Rate is the learning rate of a step, counted from 0, where the initial one
	// is what the optimizer was set to. It is NaN of a schedule that does not know
	// its steps yet.
	Rate(initial float64, step int) float64
}

// Length is how long a training is, in steps.
type Length struct {
	Epoch int // of an epoch
	Total int // of all epochs
}

// For returns the schedule for a training of that length: with steps in place of
// epochs, and with an end. One of one's own that depends on the length has a method
// For(Length) Schedule; others stay as they are.
func For(s Schedule, l Length) Schedule {
	if of, depends := s.(interface{ For(l Length) Schedule }); depends {
		return of.For(l)
	}
	return s
}

// Constant keeps the learning rate.
type Constant struct{}

// Rate is the initial rate.
func (Constant) Rate(initial float64, _ int) float64 { return initial }

func (Constant) String() string { return "constant" }
