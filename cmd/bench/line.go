package main

import (
	"encoding/json"
	"io"
	"math"
	"slices"
)

// line is what is measured of a workload; bench/README.md says what the fields
// mean that the peers' programs print too.
type line struct {
	Peer    string  `json:"peer"`
	Recipe  string  `json:"recipe,omitempty"`
	Network string  `json:"network"`
	Batch   int     `json:"batch"`
	Dropout float64 `json:"dropout"`
	Threads int     `json:"threads"`
	Mode    string  `json:"mode"` // the instruction set of the kernels
	Compile float64 `json:"compile_seconds"`
	Peak    float64 `json:"peak_rss_mb"`
	*training
	*prediction

	workload workload
}

// training is what an epoch and a step take.
type training struct {
	Epochs   int     `json:"epochs"`
	Median   float64 `json:"seconds_per_epoch"`
	Best     float64 `json:"seconds_per_epoch_best"`
	Until    float64 `json:"counted_until"` // seconds since 1970
	Accuracy float64 `json:"test_accuracy"`

	Examples     float64            `json:"examples_per_second"`
	GFLOP        float64            `json:"gflop_per_epoch"` // were every product dense
	Shares       []float64          `json:"input_shares"`    // of each layer, that are not background or 0
	Allocations  float64            `json:"allocations_per_step"`
	Bytes        float64            `json:"bytes_allocated_per_step"`
	Instructions int                `json:"instructions_per_step"`
	Parts        map[string]float64 `json:"step_microseconds"` // by partNames
}

// prediction is what one image and all of the test images take.
type prediction struct {
	One  float64 `json:"microseconds_one_image"`
	Many float64 `json:"milliseconds_10000_images"`
}

func (l line) write(w io.Writer) error { return json.NewEncoder(w).Encode(l) }

// median returns the middle of the values, or the mean of the two middle ones;
// NaN of none. It sorts them.
func median(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}

// round keeps as many digits as a measurement deserves.
func round(v float64, digits int) float64 {
	unit := math.Pow10(digits)
	return math.Round(v*unit) / unit
}
