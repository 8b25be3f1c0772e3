// Command norm trains one network of sigmoids with no normalisation, with that of the
// batch (Ioffe & Szegedy, 2015) and with that of each example (Ba et al., 2016), side by side.
package main

import (
	"context"
	"io"

	"digits/data"
	"digits/experiments/internal/lab"
	"digits/graph"
	"digits/models"
	"digits/optim"
	"digits/train"
)

func main() { lab.Main(lab.Experiment{Name: "norm", Recipes: variants, Do: fit}) }

var variants = []models.Recipe{recipe("none", graph.Linear), recipe("batch", graph.BatchNorm{}), recipe("layer", graph.LayerNorm{})}

// recipe is a network with a layer between each product and its sigmoid.
func recipe(name string, norm graph.Layer) models.Recipe {
	dense := graph.Dense{Units: 100}
	last := graph.Dense{Units: graph.Classes, Activation: graph.Softmax}
	return models.Recipe{
		Name: name, Loss: graph.SparseCategoricalCrossentropy{},
		Layers: graph.Sequential{dense, norm, graph.Sigmoid, dense, norm, graph.Sigmoid, dense, norm, graph.Sigmoid, last},
	}
}

func fit(ctx context.Context, w io.Writer, r models.Recipe, source *data.Source, c train.Config) (*models.Model, error) {
	c.Optimizer = &optim.SGD{LearningRate: 0.1}
	return lab.Fit(ctx, w, r, source, c)
}
