package models

import (
	"digits/data"
	"digits/graph"
	"digits/optim"
	"digits/optim/schedule"
)

var threeByThree = [2]int{3, 3}

// KerasConv is keras.io's "Simple MNIST convnet", of 34,826 weights.
var KerasConv = Recipe{
	Name: "keras-conv",
	File: ".keras",
	Layers: graph.Sequential{
		graph.Conv2D{Filters: 32, Size: threeByThree, Activation: graph.ReLU},
		graph.MaxPool2D{},
		graph.Conv2D{Filters: 64, Size: threeByThree, Activation: graph.ReLU},
		graph.MaxPool2D{},
		graph.Flatten{},
		graph.Dropout{Rate: 0.5},
		graph.Dense{Units: graph.Classes, Activation: graph.Softmax},
	},
	Scale:      data.Unit,
	Loss:       graph.CategoricalCrossentropy{},
	Optimizer:  kerasAdam,
	Epochs:     15,
	Batch:      128,
	Validation: 6000,
}

// TorchConv is the network of PyTorch's example for MNIST, of 1,199,882 weights: logits
// out, whose log-softmax is the loss's.
var TorchConv = Recipe{
	Name: "torch-conv",
	File: ".pth",
	Layers: graph.Sequential{
		torchConv("conv1", 32),
		torchConv("conv2", 64),
		graph.MaxPool2D{},
		graph.Dropout{Rate: 0.25},
		graph.Flatten{Planes: true},
		torchLinear("fc1", 128, graph.ReLU),
		graph.Dropout{Rate: 0.5},
		torchLinear("fc2", graph.Classes, nil),
	},
	Scale:     data.NormalizedMNIST,
	Loss:      graph.SparseCategoricalCrossentropy{From: graph.FromLogits},
	Optimizer: optim.Choice{Name: "adadelta", LearningRate: 1, Epsilon: 1e-6, Schedule: schedule.Step{Epochs: 1, Factor: 0.7}},
	Epochs:    14,
	Batch:     64,
}

// torchConv is nn.Conv2d of 3 × 3, with ReLU behind it.
func torchConv(name string, filters int) graph.Conv2D {
	return graph.Conv2D{
		Name: name, Filters: filters, Size: threeByThree, Activation: graph.ReLU,
		Kernel: graph.TorchUniform, Bias: graph.TorchUniform,
	}
}
