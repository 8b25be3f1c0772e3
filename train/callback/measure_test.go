package callback

import (
	"strings"
	"testing"

	"digits/train"
)

// A metric of one's own ends a training as the others do, in the direction that is said.
func TestMonitorOfOnesOwn(t *testing.T) {
	begin := &train.Begin{Measures: []string{"top3"}}
	s := &EarlyStopping{Monitor: Monitor{Metric: "val_top3", Mode: Max}, Patience: 2}
	if err := s.On(begin); err != nil {
		t.Fatal(err)
	}
	stopped := 0
	for i, value := range []float64{0.5, 0.9, 0.8, 0.7} { // the best is the second
		log := train.Log{Epoch: i + 1, Validated: true, ValMeasured: []train.Metric{{Name: "top3", Value: value}}}
		if err := s.On(&train.EpochEnd{Epoch: i + 1, Log: log}); err != nil && stopped == 0 {
			stopped = i + 1
		}
	}
	if stopped != 4 || s.BestEpoch() != 2 {
		t.Errorf("stopped at epoch %d, the best is %d; want 4 and 2", stopped, s.BestEpoch())
	}
	for want, m := range map[string]Monitor{
		"want mode min or max":         {Metric: "top3"},
		"val_accuracy, top3, val_top3": {Metric: "top5", Mode: Max},
	} {
		err := (&EarlyStopping{Monitor: m}).On(begin)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: got %v, want %q", m, err, want)
		}
	}
}
