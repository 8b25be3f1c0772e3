package main

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"digits/experiments/internal/proof"
	"digits/models"
	"digits/train"
)

// The metric stands in the progress line and in the history, says what the predictions do,
// and ends the training once it is high enough.
func TestMetric(t *testing.T) {
	source := proof.Digits(120)
	proof.Holds(t, fit, models.KerasSmall, source)
	var progress, printed bytes.Buffer
	var logs train.History
	c := proof.Config()
	c.Epochs = 40
	c.Callbacks = []train.Callback{train.KerasProgress(&progress, train.EpochLines, nil), func(e train.Event) error {
		if e, ok := e.(*train.EpochEnd); ok {
			logs = append(logs, e.Log)
		}
		return nil
	}}
	m, err := fit(context.Background(), &printed, models.KerasSmall, source, c)
	if err != nil {
		t.Fatal(err)
	}
	for i, log := range logs {
		if stopped := log.ValMeasured[0].Value >= 0.995; stopped != (i == len(logs)-1) {
			t.Errorf("epoch %d of %d has %v", i+1, len(logs), log.ValMeasured)
		}
	}
	if len(logs) < 2 || len(logs) >= c.Epochs {
		t.Errorf("it trained %d epochs", len(logs))
	}
	for what, text := range map[string]string{"progress": progress.String(), "history": printed.String()} {
		if !strings.Contains(text, "val_top3: ") {
			t.Errorf("the %s lacks the metric: %s", what, text)
		}
	}
	validation := source.Train.Slice(source.Train.Len()-20, source.Train.Len())
	y, err := m.Predict(validation.Pixels)
	if err != nil {
		t.Fatal(err)
	}
	right := 0
	for i, label := range validation.Labels {
		row := y[i*10 : i*10+10]
		sorted := slices.Sorted(slices.Values(row))
		if row[label] >= sorted[7] {
			right++
		}
	}
	if got := logs[len(logs)-1].ValMeasured[0].Value; got-float64(right)/20 > 1e-9 || float64(right)/20-got > 1e-9 {
		t.Errorf("the metric is %v, of 20 predictions %d have it", got, right)
	}
}
