package train

import (
	"digits/data"
	"digits/graph"
)

// Event is something that happens while Fit runs: a *Begin, then for each epoch
// an *EpochBegin, its *StepEnds, an *EvaluationBegin, an *EpochEnd, an *EvaluationEnd
// and, where checkpoints are kept, a *Snapshot, and, unless it failed or was interrupted, an *End. Events are reused:
// a callback that keeps one copies it.
type Event interface{ event() }

// Begin is sent before the first epoch.
type Begin struct {
	Train, Validation *data.Set // Validation may be nil
	Epochs, Batch     int
	Seed              uint64
	Guarded           graph.Guarded // what was checked of operations of gorgonia's own
	Measures          []string      // the names of Config.Measures

	// Resumed is the checkpoint that the training goes on from, nil if it starts.
	// Its history is what has been. A callback that had ended the training, and
	// still would, returns ErrStop again.
	Resumed *Checkpoint
}

// EpochBegin is sent before an epoch's first step.
type EpochBegin struct {
	Epoch, Epochs int // Epoch counts from 1
	Steps         int // in this epoch
}

// StepEnd is sent after each step.
type StepEnd struct {
	Epoch, Step, Steps int // Step counts from 1 in each epoch
	Examples           int // of this step
	Loss               float64

	// EpochLoss and EpochAccuracy are means over the epoch's examples so far, as
	// the weights were when each was seen, dropout on.
	EpochLoss, EpochAccuracy float64
	Unclassified             bool     // the accuracy has no meaning
	Measured                 []Metric // means of Config.Measures
	Instructions             int      // of the tape, in the step's last run
}

// EvaluationBegin is sent after an epoch's last step: from here to EvaluationEnd the
// model may have other weights than those that are trained, as averages of them have.
type EvaluationBegin struct{ Epoch int }

// EvaluationEnd is sent after the *EpochEnd, when the model is to have the weights again
// that are trained.
type EvaluationEnd struct{ Epoch int }

// EpochEnd is sent after an epoch and its validation.
type EpochEnd struct {
	Epoch, Epochs int
	Steps         int
	Log           Log
}

// Snapshot is sent after an *EpochEnd, also where that has stopped the training:
// what a callback needs to go on, it puts into the checkpoint.
type Snapshot struct{ Checkpoint *Checkpoint }

// End is sent when the last epoch is over, whether planned or by ErrStop.
type End struct{ History History }

func (*Begin) event()           {}
func (*EpochBegin) event()      {}
func (*StepEnd) event()         {}
func (*EpochEnd) event()        {}
func (*EvaluationBegin) event() {}
func (*EvaluationEnd) event()   {}
func (*Snapshot) event()        {}
func (*End) event()             {}

// Callback is called at each event. An error ends the training: ErrStop as if
// the epochs were done, when the other callbacks have seen the event too, any
// other as a failure.
type Callback func(Event) error
