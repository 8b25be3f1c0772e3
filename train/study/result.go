package study

import "time"

// Result is what a job came to: a pure function of the job and the data. The
// figures are those of the last epoch trained, 0 if it failed before the first
// was over.
type Result struct {
	JobID       string  `json:"job"`
	Failed      string  `json:"failed,omitempty"` // why the training could not go on, such as a loss that is not finite
	Accuracy    float64 `json:"accuracy"`         // training's: running mean over the epoch, dropout on
	Loss        float64 `json:"loss"`
	ValAccuracy float64 `json:"valAccuracy"`
	ValLoss     float64 `json:"valLoss"`
	Parameters  int     `json:"parameters"`
	Weights     string  `json:"weights,omitempty"` // SHA-256 of the trained parameters
	History     []Epoch `json:"history,omitempty"`
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
