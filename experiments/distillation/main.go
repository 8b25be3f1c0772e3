// Command distillation trains a small network on images of all digits but 3: by the labels
// alone, and by what a larger network that knows the 3 says of them too (Hinton et al., 2015).
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

const missing, temperature = 3, 4

func main() { lab.Main(lab.Experiment{Name: "distillation", Recipes: variants, Do: fit}) }

var variants = []models.Recipe{network("alone", 30), distilled(30, temperature, 0.1, 0.9*temperature*temperature)}

// network puts out logits, or what more layers make of them.
func network(name string, units int, more ...graph.Layer) models.Recipe {
	layers := graph.Sequential{graph.Dense{Units: units, Activation: graph.ReLU}, graph.Dense{Units: graph.Classes}}
	return models.Recipe{Name: name, Layers: append(layers, more...), Loss: graph.SparseCategoricalCrossentropy{From: graph.FromLogits}}
}

// distilled has the logits twice: for the labels, and divided for the teacher's answers.
// hard and soft are the weights of the two losses.
func distilled(units int, temperature, hard, soft float64) models.Recipe {
	r := network("taught", units, graph.Heads{{Name: "digit", Layer: graph.Linear}, {Name: "soft", Layer: graph.Rescaling{Scale: 1 / temperature}}})
	r.Loss = graph.Weighted{
		"digit": {Loss: r.Loss, Weight: hard}, "soft": {Loss: graph.CategoricalCrossentropy{From: graph.FromLogits}, Weight: soft},
	}
	return r
}

func fit(ctx context.Context, w io.Writer, r models.Recipe, source *data.Source, c train.Config) (*models.Model, error) {
	transfer := lab.Without(source.Train, missing)
	m, err := lab.New(r, transfer, c.Seed)
	if err == nil && r.Name == "taught" {
		c.Measures = []train.Measure{train.AccuracyOf("digit")}
		c.Write, err = teach(ctx, w, source, transfer, c)
	}
	if err != nil {
		return nil, err
	}
	c.Optimizer = &optim.Adam{}
	if _, err := train.Fit(ctx, m, transfer, c); err != nil {
		return nil, err
	}
	return m, tell(w, m, source.Test)
}
