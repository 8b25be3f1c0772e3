package models

import (
	"digits/data"
	"digits/graph"
)

// MLP is a network for whoever gives its layers: hidden ones of any number of units,
// any activation and dropout, by [Recipe.WithUnits] and its like.
var MLP = Recipe{
	Name: "mlp",
	File: ".safetensors",
	Layers: graph.Sequential{
		graph.Dense{Units: 128, Activation: graph.ReLU},
		graph.Dropout{},
		graph.Dense{Units: graph.Classes, Activation: graph.Softmax},
	},
	Scale:     data.Unit,
	Loss:      graph.SparseCategoricalCrossentropy{},
	Optimizer: kerasAdam,
	Epochs:    10,
	Batch:     32,
}
