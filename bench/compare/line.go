package main

import (
	"encoding/json"
	"fmt"
)

// line is what a program prints, and what compare adds to it. Of the figures a
// program prints those of its kind of work; the others are 0.
type line struct {
	Peer     string  `json:"peer,omitempty"`
	Network  string  `json:"network,omitempty"`
	Batch    int     `json:"batch,omitempty"`
	Dropout  float64 `json:"dropout"`
	Threads  int     `json:"threads"`
	Mode     string  `json:"mode,omitempty"`
	Epochs   int     `json:"epochs,omitempty"`
	Median   float64 `json:"seconds_per_epoch,omitempty"`
	Best     float64 `json:"seconds_per_epoch_best,omitempty"`
	Compile  float64 `json:"compile_seconds"`
	Until    float64 `json:"counted_until,omitempty"` // seconds since 1970
	Accuracy float64 `json:"test_accuracy,omitempty"`
	Peak     float64 `json:"peak_rss_mb,omitempty"`
	One      float64 `json:"microseconds_one_image,omitempty"`
	Many     float64 `json:"milliseconds_10000_images,omitempty"`

	Products []productRate `json:"products,omitempty"`

	Kind     string  `json:"kind"`
	Workload string  `json:"workload"`
	Program  string  `json:"program"`
	Round    int     `json:"round"`
	Work     float64 `json:"gflop_per_epoch,omitempty"` // were every product dense
	Total    float64 `json:"seconds_total"`             // from the start of the process to its end
	Busy     float64 `json:"busy_share,omitempty"`      // speed of the busy process beside it, of what it has alone
	Others   float64 `json:"others_share"`              // of all cores' time meanwhile, what went to other processes and the host
}

func parseLine(b []byte) (line, error) {
	var l line
	if err := json.Unmarshal(b, &l); err != nil {
		return l, fmt.Errorf("its last line: got %.80q, want a JSON object: %w", b, err)
	}
	return l, nil
}

// main returns the figure that matters for the line's kind of work.
func (l line) main() float64 {
	return metrics[l.Kind][0].value(l)
}
