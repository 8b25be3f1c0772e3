package lab_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"digits/data"
	"digits/experiments/internal/lab"
	"digits/experiments/internal/proof"
	"digits/models"
)

// A measured experiment ends by itself, and prints a line of each of its trainings.
func TestMeasure(t *testing.T) {
	var b bytes.Buffer
	e := lab.Experiment{Name: "small", Recipes: []models.Recipe{models.KerasSmall}, Do: lab.Fit, Batch: 32, Open: func(string) (*data.Source, error) { return proof.Digits(70), nil }}
	if err := lab.Run(t.Context(), e, []string{"-measure", time.Nanosecond.String()}, &b); err != nil {
		t.Fatal(err)
	}
	var m lab.Measured
	if err := json.Unmarshal(b.Bytes(), &m); err != nil {
		t.Fatalf("%v: %s", err, b.Bytes())
	}
	// Of 70 examples an epoch has two whole batches; the first step of the second epoch
	// has none before it.
	if m.Experiment != "small" || m.Network != models.KerasSmall.Name || m.Training != 1 || m.Batch != 32 || m.Steps != 1 || m.Instructions == 0 || m.Microseconds <= 0 || m.Best > m.Microseconds {
		t.Errorf("got %+v", m)
	}
}
