package study

import (
	"time"

	"digits/train"
)

// Result is what a job came to: a pure function of the job and the data. The
// figures are those of the last epoch that was over, 0 if there was none.
type Result struct {
	JobID       string  `json:"job"`
	Failed      string  `json:"failed,omitempty"` // why the training could not go on, such as a loss that is not finite
	Accuracy    float64 `json:"accuracy"`         // training's: running mean over the epoch, dropout on
	Loss        float64 `json:"loss"`
	ValAccuracy float64 `json:"valAccuracy"`
	ValLoss     float64 `json:"valLoss"`
	Parameters  int     `json:"parameters"`
	Weights     string  `json:"weights,omitempty"` // SHA-256 of the trained parameters; empty if it failed
	History     []Epoch `json:"history,omitempty"` // from the first epoch on, also if it went on from a checkpoint
}

// Epoch is one line of a result's history.
type Epoch struct {
	Epoch       int     `json:"epoch"` // counts from 1
	Accuracy    float64 `json:"accuracy"`
	Loss        float64 `json:"loss"`
	ValAccuracy float64 `json:"valAccuracy"`
	ValLoss     float64 `json:"valLoss"`
}

// Record is a result and how it came about, which may differ each time.
type Record struct {
	Result   Result    `json:"result"`
	Seconds  float64   `json:"seconds"` // of this job alone
	Worker   string    `json:"worker,omitempty"`
	Finished time.Time `json:"finished"`
}

// add takes over a history and its last line's figures.
func (r *Result) add(h train.History) {
	for _, l := range h {
		r.History = append(r.History, Epoch{l.Epoch, l.Accuracy, l.Loss, l.ValAccuracy, l.ValLoss})
		r.Accuracy, r.Loss, r.ValAccuracy, r.ValLoss = l.Accuracy, l.Loss, l.ValAccuracy, l.ValLoss
	}
}
