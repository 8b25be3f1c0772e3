// Command heads trains a network with two outputs behind one hidden layer: which digit it
// is, and whether that is even.
package main

import (
	"context"
	"fmt"
	"io"

	"digits/data"
	"digits/experiments/internal/lab"
	"digits/graph"
	"digits/models"
	"digits/optim"
	"digits/train"
)

func main() { lab.Main(lab.Experiment{Name: "heads", Recipes: []models.Recipe{recipe}, Do: fit}) }

var recipe = models.Recipe{
	Name: "heads",
	Layers: graph.Sequential{graph.Dense{Units: 128, Activation: graph.ReLU}, graph.Heads{
		{Name: "digit", Layer: graph.Dense{Units: graph.Classes, Activation: graph.Softmax}},
		{Name: "even", Layer: graph.Dense{Units: 1, Activation: graph.Sigmoid}},
	}},
	Loss: graph.Weighted{
		"digit": {Loss: graph.SparseCategoricalCrossentropy{}, Weight: 1},
		"even":  {Loss: graph.BinaryCrossentropy{}, Weight: 0.5},
	},
}

// write writes a batch's targets: a class number for one head, 0 or 1 for the other.
func write(f *train.Feed) error {
	f.Inputs()
	f.Batch.Labels(f.Program.Labels("digit"))
	for i, digit := range f.Program.Labels("digit") {
		f.Program.Targets("even")[i] = float32(1 - digit%2)
	}
	return nil
}

var measures = []train.Measure{train.AccuracyOf("digit"), train.AccuracyOf("even")}

func fit(ctx context.Context, w io.Writer, r models.Recipe, source *data.Source, c train.Config) (*models.Model, error) {
	m, err := models.New(r, source.Train.Height, source.Train.Width, source.Train.Classes, c.Seed)
	if err != nil {
		return nil, err
	}
	c.Optimizer, c.Write, c.Measures = &optim.Adam{}, write, measures
	if _, err := train.Fit(ctx, m, source.Train, c); err != nil {
		return nil, err
	}
	test, err := train.EvaluateWith(ctx, m, source.Test, train.Evaluation{Write: write, Measures: measures})
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(w, "test loss %.4f, %v\n", test.Loss, test.Measured)
	return m, nil
}
