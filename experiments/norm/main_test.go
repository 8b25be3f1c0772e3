package main

import (
	"math"
	"testing"

	"digits/experiments/internal/proof"
	"digits/graph"
	"digits/models"
	"digits/train"
)

// Of sigmoids in three layers, those that are normalised have learnt the made-up digits
// when the others have not begun.
func TestNorm(t *testing.T) {
	source, loss := proof.Digits(100), map[string]float64{}
	for _, r := range variants {
		proof.Holds(t, fit, r, source)
		c := proof.Config()
		c.Epochs = 12
		c.Callbacks = []train.Callback{func(e train.Event) error {
			if e, ok := e.(*train.EpochEnd); ok {
				loss[r.Name] = e.Log.Loss
			}
			return nil
		}}
		proof.Run(t, fit, r, source, c)
	}
	if !(loss["batch"] < loss["none"]/1.3 && loss["layer"] < loss["none"]/1.3) {
		t.Errorf("the losses are %v", loss)
	}
}

// By definition: (x - mean)/√(variance + 0.001), of each feature of a batch or of each
// example.
func TestDefinition(t *testing.T) {
	const rows, columns = 50, 100
	taps := map[string]string{"batch": "batch_normalization", "layer": "layer_normalization"}
	for _, r := range variants[1:] {
		x, y := tapped(t, r, "dense", taps[r.Name])
		lines, length := columns, rows
		at := func(line, k int) int { return k*columns + line }
		if r.Name == "layer" {
			lines, length = rows, columns
			at = func(line, k int) int { return line*columns + k }
		}
		for line := range lines {
			mean, square := 0.0, 0.0
			for k := range length {
				mean += float64(x[at(line, k)]) / float64(length)
				square += float64(x[at(line, k)]) * float64(x[at(line, k)]) / float64(length)
			}
			for k := range length {
				want := (float64(x[at(line, k)]) - mean) / math.Sqrt(square-mean*mean+0.001)
				if got := float64(y[at(line, k)]); math.Abs(got-want) > 1e-4 {
					t.Fatalf("%s: line %d, number %d is %v, want %v", r.Name, line, k, got, want)
				}
			}
		}
	}
}

// tapped returns what goes into the first normalisation and what comes out.
func tapped(t *testing.T, r models.Recipe, in, out string) (x, y []float32) {
	t.Helper()
	set := proof.Digits(50).Train
	m, err := models.New(r, set.Height, set.Width, set.Classes, 1)
	if err != nil {
		t.Fatal(err)
	}
	p, err := m.Compile(graph.Options{Mode: graph.Training, Batch: set.Len(), Taps: []string{in, out}})
	if err != nil {
		t.Fatal(err)
	}
	for batch := range set.Batches(nil, set.Len()) {
		m.Feed(p, batch)
	}
	if err := p.Run(); err != nil {
		t.Fatal(err)
	}
	return p.Tapped(in), p.Tapped(out)
}
