package train

import (
	"context"
	"math"
	"strings"
	"testing"
)

// A measure sees the values of taps in training and in validation, and its mean is over
// the examples, those of a last, partial batch too.
func TestMeasures(t *testing.T) {
	set, validation := blobs(70, 1), blobs(30, 2)
	size := Measure{"size", func(f *Feed) float64 { return float64(f.Batch.Len()) }}
	positive := Measure{"positive", func(f *Feed) float64 {
		least := math.Inf(1)
		for _, v := range f.Program.Tapped("dense") { // behind a ReLU
			least = min(least, float64(v))
		}
		return least
	}}
	c := config(1, 32)
	c.Validation, c.Taps, c.Measures = validation, []string{"dense"}, []Measure{size, positive}
	history, err := Fit(context.Background(), newModel(t, small, set, 1), set, c)
	if err != nil {
		t.Fatal(err)
	}
	// Batches of 32, 32 and 6: (32·32 + 32·32 + 6·6)/70.
	log := history[0]
	if got, want := log.Measured[0].Value, (2*32*32+6*6)/70.; got != want {
		t.Errorf("the mean is %v, want %v", got, want)
	}
	if got := log.ValMeasured[0]; got.Name != "size" || got.Value != 30 {
		t.Errorf("the validation has %v, want a batch of all", got)
	}
	for _, m := range []Metric{log.Measured[1], log.ValMeasured[1]} {
		if m.Value != 0 {
			t.Errorf("the least of many ReLUs is %v, want 0", m.Value)
		}
	}
	if got := (Metric{"top3", 0.5}).String(); got != "top3: 0.5000" {
		t.Errorf("a metric is %q", got)
	}
}

func TestMeasuresHaveNames(t *testing.T) {
	for _, name := range []string{"", "loss", "val_top3", "a,b"} {
		c := config(1, 32)
		c.Measures = []Measure{{name, func(*Feed) float64 { return 0 }}}
		_, err := Fit(context.Background(), newModel(t, small, blobs(8, 1), 1), blobs(8, 1), c)
		if err == nil || !strings.Contains(err.Error(), "want a name of its own") {
			t.Errorf("%q: got %v, want an error", name, err)
		}
	}
}
