// Command freezing learns the digits 5 to 9 from few examples on what was learnt of 0 to
// 4: with that body frozen, with it trained at a tenth of the rate, and from nothing.
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

func main() {
	lab.Main(lab.Experiment{Name: "freezing", Recipes: []models.Recipe{network("frozen", true), network("slow", false), network("fresh", false)}, Do: fit})
}

func network(name string, frozen bool) models.Recipe {
	return models.Recipe{Name: name, Loss: graph.SparseCategoricalCrossentropy{}, Layers: graph.Sequential{
		graph.Dense{Name: "body", Units: 128, Activation: graph.ReLU, Frozen: frozen},
		graph.Dense{Name: "head", Units: graph.Classes, Activation: graph.Softmax},
	}}
}

// fit trains a network of the recipe on few of the last digits.
func fit(ctx context.Context, w io.Writer, r models.Recipe, source *data.Source, c train.Config) (*models.Model, error) {
	few := lab.Only(source, 5, 5, max(source.Train.Len()/100, 50))
	m, err := lab.New(r, few.Train, c.Seed)
	if err == nil && r.Name != "fresh" {
		err = start(ctx, w, m, source, c)
	}
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(w, "5 to 9, %d examples\n", few.Train.Len())
	c.Batch, c.Optimizer = max(c.Batch/16, 1), &optim.Adam{LearningRate: 0.01}
	if r.Name == "slow" {
		c.Optimizer = optim.Groups{{Match: "^body/", Optimizer: &optim.Adam{LearningRate: 0.001}}, {Optimizer: &optim.Adam{LearningRate: 0.01}}}
	}
	return m, lab.FitModel(ctx, w, m, few, c)
}

// start trains on the first digits, and gives a model the body.
func start(ctx context.Context, w io.Writer, m *models.Model, source *data.Source, c train.Config) error {
	fmt.Fprintln(w, "0 to 4")
	c.Keep, c.Resume = nil, nil // checkpoints are of the second training
	body, err := lab.Fit(ctx, w, network("body", false), lab.Only(source, 0, 5, source.Train.Len()), c)
	if err == nil {
		_, err = m.Take(body, "^body/")
	}
	return err
}
