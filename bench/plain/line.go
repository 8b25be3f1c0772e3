package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// line is what a training run prints; ../README.md says what its fields mean.
type line struct {
	Peer     string  `json:"peer"`
	Network  string  `json:"network"`
	Batch    int     `json:"batch"`
	Dropout  float64 `json:"dropout"`
	Threads  int     `json:"threads"`
	Mode     string  `json:"mode"`
	Epochs   int     `json:"epochs"`
	Median   float64 `json:"seconds_per_epoch"`
	Best     float64 `json:"seconds_per_epoch_best"`
	Compile  float64 `json:"compile_seconds"`
	Accuracy float64 `json:"test_accuracy"`
	Peak     int     `json:"peak_rss_mb"`
}

func newLine(s setting, compile float64, seconds []float64, accuracy float64) line {
	slices.Sort(seconds)
	n := len(seconds)
	return line{
		Peer: "gorgonia", Network: s.network, Batch: s.batch, Dropout: s.dropout,
		Threads: s.threads, Mode: "plain", Epochs: s.epochs,
		Median: (seconds[(n-1)/2] + seconds[n/2]) / 2, Best: seconds[0],
		Compile: compile, Accuracy: accuracy, Peak: peak(),
	}
}

func (l line) write(w io.Writer) error { return json.NewEncoder(w).Encode(l) }

// peak returns the most memory that the process held, in MB, as Linux counts
// it; 0 elsewhere.
func peak() int {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	var kilobytes int
	for row := range strings.Lines(string(status)) {
		if _, err := fmt.Sscanf(row, "VmHWM: %d kB", &kilobytes); err == nil {
			break
		}
	}
	return kilobytes * 1024 / 1e6
}
