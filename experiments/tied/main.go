// Command tied trains an autoencoder whose decoder multiplies with its encoder's kernels
// transposed, and one with kernels of its own, which has twice the weights.
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

func main() { lab.Main(lab.Experiment{Name: "tied", Recipes: variants, Do: fit}) }

var variants = []models.Recipe{
	{
		Name: "tied", Loss: graph.MeanSquaredError, Targets: models.InputTargets,
		Layers: graph.Sequential{
			graph.Dense{Name: "encoder", Units: 128, Activation: graph.ReLU},
			graph.Dense{Name: "code", Units: 32},
			graph.Dense{Name: "decode", Share: "code", Transposed: true, Activation: graph.ReLU},
			graph.Dense{Name: "decoder", Share: "encoder", Transposed: true, Activation: graph.Sigmoid},
		},
	},
	{
		Name: "untied", Loss: graph.MeanSquaredError, Targets: models.InputTargets,
		Layers: graph.Sequential{
			graph.Dense{Name: "encoder", Units: 128, Activation: graph.ReLU},
			graph.Dense{Name: "code", Units: 32},
			graph.Dense{Name: "decode", Units: 128, Activation: graph.ReLU},
			graph.Dense{Name: "decoder", Units: 28 * 28, Activation: graph.Sigmoid},
		},
	},
}

func fit(ctx context.Context, w io.Writer, r models.Recipe, source *data.Source, c train.Config) (*models.Model, error) {
	m, err := models.New(r, source.Train.Height, source.Train.Width, 0, c.Seed)
	if err != nil {
		return nil, err
	}
	c.Optimizer = &optim.Adam{}
	if _, err := train.Fit(ctx, m, source.Train, c); err != nil {
		return nil, err
	}
	test, err := train.Evaluate(ctx, m, source.Test)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(w, "%d weights, mean square error of the test images %.5f\n", m.Params.Count(), test.Loss)
	return m, nil
}
