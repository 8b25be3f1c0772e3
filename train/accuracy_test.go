package train

import (
	"math"
	"testing"

	"gorgonia.org/gorgonia"

	"digits/data"
	"digits/graph"
	"digits/models"
)

// A head that is the input itself has known outputs; its accuracies are counted by hand.
func TestAccuracyOf(t *testing.T) {
	rows := [][]float32{{0.9, 0.1, 0.3}, {0.2, 0.8, 0.4}, {0.1, 0.3, 0.6}, {0.7, 0.6, -0.2}}
	targets := [][]float32{{1, 0, 0}, {1, 0, 0}, {0, 0, 1}, {1, 0, 0}}
	for name, c := range map[string]struct {
		loss  graph.Loss
		width int
		want  float64
	}{
		// The largest of rows 1, 3 and 4 are where the targets' are.
		"labels":  {graph.SparseCategoricalCrossentropy{From: graph.FromLogits}, 3, 3. / 4},
		"one-hot": {graph.CategoricalCrossentropy{From: graph.FromLogits}, 3, 3. / 4},
		// Above 1/2 and target 1, or neither: 3 in row 1, 1 in row 2, 3 in row 3, 2 in row 4.
		"probabilities": {graph.BinaryCrossentropy{From: graph.FromProbabilities}, 3, 9. / 12},
		// Above 0 and target 1, or neither: 1, 1, 1, 2.
		"logits":   {graph.BinaryCrossentropy{From: graph.FromLogits}, 3, 5. / 12},
		"a number": {graph.MeanSquaredError, 1, math.NaN()},
	} {
		r := models.Recipe{
			Layers: graph.Sequential{graph.Heads{{Name: "all", Layer: graph.Func(func(_ *graph.Scope, x *gorgonia.Node) (*gorgonia.Node, error) { return x, nil })}}},
			Loss:   graph.Weighted{"all": {Loss: c.loss}},
		}
		set := &data.Set{Name: "rows", Height: 1, Width: c.width}
		for i := range rows {
			set.Values = append(set.Values, rows[i][:c.width]...)
		}
		m, err := models.New(r, 1, c.width, 0, 1)
		if err != nil {
			t.Fatal(name, err)
		}
		write := func(f *Feed) error {
			f.Inputs()
			for i, row := range targets {
				if labels := f.Program.Labels("all"); labels != nil {
					labels[i] = int32(models.ArgMax(row))
				} else {
					copy(f.Program.Targets("all")[i*c.width:], row[:c.width])
				}
			}
			return nil
		}
		got, err := EvaluateWith(t.Context(), m, set, Evaluation{Write: write, Measures: []Measure{AccuracyOf("all")}})
		if err != nil {
			t.Fatal(name, err)
		}
		value := got.Measured[0].Value
		if got.Measured[0].Name != "all_accuracy" || math.Abs(value-c.want) > 1e-12 || math.IsNaN(value) != math.IsNaN(c.want) {
			t.Errorf("%s: got %v, want %v", name, got.Measured[0], c.want)
		}
	}
}
