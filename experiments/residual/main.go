// Command residual trains a deep network three times: plain, with residual blocks (He et
// al., 2015), and with those that normalise before they multiply (He et al., 2016).
package main

import (
	"digits/experiments/internal/lab"
	"digits/graph"
	"digits/models"
)

func main() { lab.Main(lab.Experiment{Name: "residual", Recipes: variants(10), Do: lab.Fit}) }

// variants have so many equal blocks. Layers are values: each has weights of its own.
func variants(blocks int) []models.Recipe {
	dense, norm := graph.Dense{Units: 64, NoBias: true}, graph.BatchNorm{} // the norm adds a bias
	return []models.Recipe{
		of(blocks, "plain", dense, norm, graph.ReLU, dense, norm, graph.ReLU),
		of(blocks, "residual", graph.Residual{Layers: graph.Sequential{dense, norm, graph.ReLU, dense, norm}}, graph.ReLU),
		of(blocks, "pre-activation", graph.Residual{Layers: graph.Sequential{norm, graph.ReLU, dense, norm, graph.ReLU, dense}}),
	}
}

func of(blocks int, name string, block ...graph.Layer) models.Recipe {
	layers := graph.Sequential{graph.Dense{Units: 64, Activation: graph.ReLU}}
	for range blocks {
		layers = append(layers, block...)
	}
	last := graph.Dense{Units: graph.Classes, Activation: graph.Softmax}
	return models.Recipe{Name: name, Layers: append(layers, last), Loss: graph.SparseCategoricalCrossentropy{}}
}
