package models

import (
	"digits/data"
	"digits/graph"
	"digits/optim"
)

// Torch is a PyTorch program's network, with its names of layers and its
// initial values: logits out, pixels in -1..1. Dropout at rate 0 gives the
// original.
var Torch = Recipe{
	Name: "torch",
	File: ".pth",
	Layers: graph.Sequential{
		torchLinear("fc1", 128, graph.ReLU),
		graph.Dropout{Rate: 0.2},
		torchLinear("fc2", 64, graph.ReLU),
		graph.Dropout{Rate: 0.2},
		torchLinear("fc3", graph.Classes, nil),
	},
	Scale:     data.Signed,
	Loss:      graph.SparseCategoricalCrossentropy{From: graph.FromLogits},
	Optimizer: optim.Choice{Name: "adam", LearningRate: 0.001, Epsilon: 1e-8},
	Epochs:    5,
	Batch:     64,
}

// torchLinear is nn.Linear.
func torchLinear(name string, units int, activation graph.Activation) graph.Dense {
	return graph.Dense{
		Name: name, Units: units, Activation: activation,
		Kernel: graph.TorchUniform, Bias: graph.TorchUniform,
	}
}
