package train

import (
	"context"
	"math"
	"testing"

	"digits/data"
	"digits/graph"
	"digits/models"
)

// By hand: the targets 1, 2, 4, 5 have the mean 3 and Σ(t-mean)² = 10; what is predicted,
// 1, 2, 3, 4, is off by 0, 0, 1, 1. So r2 is 1 - 2/10, mae 1/2.
func TestOfNumbers(t *testing.T) {
	set := &data.Set{Name: "numbers", Height: 1, Width: 1, Values: []float32{1, 2, 3, 4}, Outputs: 1, Targets: []float32{1, 2, 4, 5}}
	r := models.Recipe{Name: "itself", Layers: graph.Sequential{graph.Rescaling{Scale: 1}}, Loss: graph.MeanSquaredError}
	m, err := models.New(r, 1, 1, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	got, err := EvaluateWith(context.Background(), m, set, Evaluation{Measures: OfNumbers(m, set)})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []Metric{{"r2", 0.8}, {"mae", 0.5}} {
		if len(got.Measured) != 2 || got.Measured[i].Name != want.Name || math.Abs(got.Measured[i].Value-want.Value) > 1e-6 {
			t.Errorf("got %v, want %v", got.Measured, want)
		}
	}
	m.Targets = models.InputTargets
	if of := OfNumbers(m, set); of != nil {
		t.Errorf("of an autoencoder: got %v", of)
	}
}
