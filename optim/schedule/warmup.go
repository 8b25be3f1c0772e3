package schedule

import "fmt"

// Warmup rises from Start of the initial rate to all of it along a line in Steps
// steps, then begins with the schedule Then:
// initial·(Start + (1-Start)·step/Steps). With Start 0 it is Keras' warm-up, a
// first step at rate 0 included; with Start 1/3 it is PyTorch's LinearLR, and with
// Then their SequentialLR.
type Warmup struct {
	Steps int
	Start float64
	Then  Schedule // nil: Constant
}

// Rate is the rate of a step.
func (w Warmup) Rate(initial float64, step int) float64 {
	if step < w.Steps {
		return initial * (w.Start + (1-w.Start)*float64(step)/float64(w.Steps))
	}
	return w.then().Rate(initial, step-w.Steps)
}

// For gives Then what the warm-up leaves of the training.
func (w Warmup) For(l Length) Schedule {
	l.Total -= w.Steps
	w.Then = For(w.then(), l)
	return w
}

func (w Warmup) then() Schedule {
	if w.Then == nil {
		return Constant{}
	}
	return w.Then
}

// String says which schedule it is, with its settings.
func (w Warmup) String() string {
	return fmt.Sprintf("rising from %g of it in %d steps, then %v", w.Start, w.Steps, w.then())
}
