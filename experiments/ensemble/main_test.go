package main

import (
	"io"
	"testing"

	"digits/data"
	"digits/experiments/internal/lab"
	"digits/experiments/internal/proof"
	"digits/graph"
	"digits/models"
	"digits/train"
)

// The mean of probabilities has no greater loss than the members have on average, since
// -log is convex (Jensen).
func TestEnsemble(t *testing.T) {
	source := proof.Digits(64)
	all := proof.Repeats(t, fit, models.KerasSmall, source)
	report, err := graph.Check(all.Net(), all.Params, graph.CheckOptions{Input: all.Input, Loss: all.Loss, Samples: 8})
	if err != nil || !(report.Worst() <= 1e-6) {
		t.Errorf("gradients are off: %v\n%v", err, report)
	}
	loss := func(m *models.Model) float64 {
		r, err := train.Evaluate(t.Context(), m, source.Test)
		if err != nil {
			t.Fatal(err)
		}
		return r.Loss
	}
	mean := 0.0
	for i := range uint64(size) {
		c := proof.Config()
		c.Seed += i
		mean += loss(member(t, source, c)) / size
	}
	if together := loss(all); !(together < mean) {
		t.Errorf("the loss is %v, the members' mean %v", together, mean)
	}
}

func member(t *testing.T, source *data.Source, c train.Config) *models.Model {
	t.Helper()
	m, err := lab.Fit(t.Context(), io.Discard, models.KerasSmall, source, c)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
