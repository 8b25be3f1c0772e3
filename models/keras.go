package models

import (
	"digits/data"
	"digits/graph"
	"digits/optim"
)

// kerasAdam is keras.optimizers.Adam as "adam" names it.
var kerasAdam = optim.Choice{Name: "adam", Form: optim.Keras, LearningRate: 0.001, Epsilon: 1e-7}

// Keras is the network of a Keras tutorial: one wide hidden layer.
var Keras = Recipe{
	Name: "keras",
	File: ".safetensors",
	Layers: graph.Sequential{
		graph.Dense{Units: 512, Activation: graph.ReLU},
		graph.Dense{Units: graph.Classes, Activation: graph.Softmax},
	},
	Scale:     data.Unit,
	Loss:      graph.SparseCategoricalCrossentropy{},
	Optimizer: kerasAdam,
	Epochs:    5,
	Batch:     128,
}

// KerasDropout trains with validation on the last 10,000 training images.
var KerasDropout = Recipe{
	Name: "keras-dropout",
	File: ".h5",
	Layers: graph.Sequential{
		graph.Flatten{},
		graph.Dense{Units: 128, Activation: graph.ReLU},
		graph.Dropout{Rate: 0.2},
		graph.Dense{Units: 128, Activation: graph.ReLU},
		graph.Dropout{Rate: 0.2},
		graph.Dense{Units: graph.Classes, Activation: graph.Softmax},
	},
	Scale:      data.Unit,
	Loss:       graph.SparseCategoricalCrossentropy{},
	Optimizer:  kerasAdam,
	Epochs:     10,
	Batch:      32,
	Validation: 10000,
}

// KerasSmall is the network that is saved, loaded, and shown a person's digits.
var KerasSmall = Recipe{
	Name: "keras-small",
	File: ".h5",
	Layers: graph.Sequential{
		graph.Flatten{},
		graph.Dense{Units: 128, Activation: graph.ReLU},
		graph.Dense{Units: graph.Classes, Activation: graph.Softmax},
	},
	Scale:     data.Unit,
	Loss:      graph.SparseCategoricalCrossentropy{},
	Optimizer: kerasAdam,
	Epochs:    5,
	Batch:     32,
}

// KerasLesson is the last network of a first lesson: one-hot labels, and a look
// at test image 1024.
var KerasLesson = Recipe{
	Name: "keras-lesson",
	File: ".safetensors",
	Layers: graph.Sequential{
		graph.Dense{Units: 800, Activation: graph.ReLU},
		graph.Dense{Units: 400, Activation: graph.ReLU},
		graph.Dense{Units: graph.Classes, Activation: graph.Softmax},
	},
	Scale:     data.Unit,
	Loss:      graph.CategoricalCrossentropy{},
	Optimizer: kerasAdam,
	Epochs:    15,
	Batch:     128,
}
