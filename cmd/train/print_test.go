package main

import (
	"bytes"
	"strings"
	"testing"

	"digits/train"
)

// Runs that ended after 3, 1 and 2 epochs have one epoch in common, with losses
// 1, 2 and 3: mean 2, standard error 1/√3.
func TestMeansOfRunsOfDifferentLengths(t *testing.T) {
	run := func(losses ...float64) (t trial) {
		for i, loss := range losses {
			t.history = append(t.history, train.Log{Epoch: i + 1, Loss: loss})
		}
		return t
	}
	var b bytes.Buffer
	printMeans(&b, []trial{run(1, 9, 9), run(2), run(3, 9)})
	if got := b.String(); !strings.Contains(got, "\nepoch  1:  loss 2.00000 ± 0.57735 ") || strings.Contains(got, "epoch  2") {
		t.Errorf("got %q", got)
	}
}
