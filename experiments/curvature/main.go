// Command curvature finds how sharply the loss bends at the weights, before and after a
// training by plain descent: the second derivative along the direction where it is largest.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"digits/data"
	"digits/experiments/internal/lab"
	"digits/graph"
	"digits/models"
	"digits/optim"
	"digits/optim/schedule"
	"digits/train"
)

func main() {
	lab.Main(lab.Experiment{Name: "curvature", Recipes: []models.Recipe{network("slow", 0.02), network("fast", 0.5)}, Do: measured(200, 15)})
}

func network(name string, rate float64) models.Recipe {
	return models.Recipe{
		Name: name, Loss: graph.SparseCategoricalCrossentropy{}, Optimizer: optim.Choice{Name: "sgd", LearningRate: rate},
		Layers: graph.Sequential{graph.Dense{Units: 32, Activation: graph.Tanh}, graph.Dense{Units: graph.Classes, Activation: graph.Softmax}},
	}
}

func measured(examples, times int) lab.Do {
	return func(ctx context.Context, w io.Writer, r models.Recipe, source *data.Source, c train.Config) (*models.Model, error) {
		set := source.Train.Slice(0, min(examples, source.Train.Len()))
		m, err1 := lab.New(r, set, c.Seed)
		o, err2 := r.Optimizer.New(schedule.Length{})
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
		before, err := sharpest(m, take(set, m.Scale), random(m, c.Seed), times)
		if err != nil {
			return nil, err
		}
		c.Optimizer = o
		if err := lab.FitModel(ctx, w, m, source, c); err != nil {
			return nil, err
		}
		after, err := sharpest(m, take(set, m.Scale), random(m, c.Seed), times)
		fmt.Fprintf(w, "the largest second derivative was %.3f, and is %.3f\n", before, after)
		return m, err
	}
}
