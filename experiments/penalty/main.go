// Command penalty trains a network plain, with an L2 penalty on one kernel, which makes it
// small, and with smoothed labels, which keep the network from being too sure.
package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"gonum.org/v1/gonum/blas/blas32"

	"digits/data"
	"digits/experiments/internal/lab"
	"digits/graph"
	"digits/models"
	"digits/optim"
	"digits/train"
)

func main() { lab.Main(lab.Experiment{Name: "penalty", Recipes: variants, Do: fit}) }

var variants = []models.Recipe{recipe("plain", 0, 0), recipe("penalty", 1e-3, 0), recipe("smoothing", 0, 0.1), recipe("both", 1e-3, 0.1)}

func recipe(name string, l2, smoothing float64) models.Recipe {
	return models.Recipe{Name: name, Loss: graph.SparseCategoricalCrossentropy{LabelSmoothing: smoothing}, Layers: graph.Sequential{
		graph.Dense{Name: "hidden", Units: 128, Activation: graph.ReLU, KernelPenalty: graph.L2(l2)},
		graph.Dense{Name: "last", Units: graph.Classes, Activation: graph.Softmax},
	}}
}

func fit(ctx context.Context, w io.Writer, r models.Recipe, source *data.Source, c train.Config) (*models.Model, error) {
	m, err := models.New(r, source.Train.Height, source.Train.Width, source.Train.Classes, c.Seed)
	if err != nil {
		return nil, err
	}
	c.Optimizer, c.Taps, c.Measures = &optim.Adam{}, []string{"last"}, []train.Measure{{Name: "surety", Of: surety}}
	if _, err := train.Fit(ctx, m, source.Train, c); err != nil {
		return nil, err
	}
	test, err := train.EvaluateWith(ctx, m, source.Test, train.Evaluation{Taps: c.Taps, Measures: c.Measures})
	if err != nil {
		return nil, err
	}
	kernel := m.Params.Get("hidden/kernel").Float32s()
	norm := blas32.Nrm2(blas32.Vector{N: len(kernel), Inc: 1, Data: kernel})
	fmt.Fprintf(w, "test accuracy %.4f, %v, norm of the kernel %.2f\n", test.Accuracy, test.Measured[0], norm)
	return m, nil
}

// surety is the mean probability of what the network takes an image for.
func surety(f *train.Feed) (mean float64) {
	for p := range slices.Chunk(f.Program.Tapped("last"), f.Model.Classes) {
		mean += float64(slices.Max(p)) / float64(f.Batch.Len())
	}
	return mean
}
