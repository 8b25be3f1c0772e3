package main

import (
	"math"
	"testing"

	"digits/data"
	"digits/experiments/internal/proof"
	"digits/train"
)

// After 30 epochs R² of rows that were not seen is above 0.8; the noise allows 1 - 1/24.8.
// The last validation's R² is that of the predictions by its definition.
func TestTable(t *testing.T) {
	source := &data.Source{Train: friedman(300, 1), Test: friedman(200, 2)}
	proof.Holds(t, fit, recipe, source)
	c := proof.Config()
	c.Epochs = 60
	var last train.Log
	c.Callbacks = []train.Callback{func(e train.Event) error {
		if e, ok := e.(*train.EpochEnd); ok {
			last = e.Log
		}
		return nil
	}}
	m := proof.Run(t, fit, recipe, source, c)
	y, err := m.PredictValues(source.Test.Values)
	if err != nil {
		t.Fatal(err)
	}
	residual, total, mean := 0., 0., 0.
	for _, v := range source.Test.Targets {
		mean += float64(v) / 200
	}
	for i, v := range source.Test.Targets {
		residual += (float64(y[i]) - float64(v)) * (float64(y[i]) - float64(v))
		total += (float64(v) - mean) * (float64(v) - mean)
	}
	r2 := 1 - residual/total
	if r2 < 0.8 || r2 > 0.99 {
		t.Errorf("R² is %.3f, want 0.8 to 0.96", r2)
	}
	if got := last.ValMeasured[0].Value; math.Abs(got-r2) > 1e-5 {
		t.Errorf("the validation's R² is %v, the predictions' %v", got, r2)
	}
}

// The bundled table of 60 patients: what opens from a file trains as well.
func TestFile(t *testing.T) {
	source, err := open("../../data/testdata/diabetes.csv")
	if err != nil {
		t.Fatal(err)
	}
	m := proof.Run(t, fit, recipe, source, proof.Config())
	if _, err := m.PredictValues(source.Test.Values); err != nil {
		t.Error(err)
	}
}
