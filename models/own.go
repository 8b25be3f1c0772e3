package models

import (
	"digits/data"
	"digits/data/augment"
	"digits/graph"
	"digits/optim"
	"digits/optim/schedule"
)

// Own is for people's own digits: it sees every image changed at each epoch, by
// augmentation in full, while the learning rate falls to 0. None of the five
// programs has it; the model of package pretrained is of this recipe.
var Own = Recipe{
	Name: "own",
	File: ".safetensors",
	Layers: graph.Sequential{
		graph.Dense{Units: 768, Activation: graph.ReLU},
		graph.Dropout{Rate: 0.1},
		graph.Dense{Units: 384, Activation: graph.ReLU},
		graph.Dropout{Rate: 0.1},
		graph.Dense{Units: graph.Classes, Activation: graph.Softmax},
	},
	Scale:     data.Unit,
	Loss:      graph.SparseCategoricalCrossentropy{},
	Optimizer: optim.Choice{Schedule: schedule.Cosine{}}.Or(kerasAdam),
	Augment:   augment.Full,
	Epochs:    60,
	Batch:     128,
}
