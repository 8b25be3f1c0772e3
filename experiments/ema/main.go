// Command ema averages the weights as they are trained: exponentially after each step,
// or evenly over the last epochs (Izmailov et al., 2018), beside what is trained.
package main

import (
	"context"
	"io"

	"digits/data"
	"digits/experiments/internal/lab"
	"digits/models"
	"digits/optim"
	"digits/train"
	"digits/train/callback"
)

func main() {
	ema, swa := models.KerasSmall, models.KerasSmall
	ema.Name, swa.Name = "ema", "swa"
	lab.Main(lab.Experiment{Name: "ema", Recipes: []models.Recipe{ema, swa}, Do: fit, Epochs: 4})
}

func fit(ctx context.Context, w io.Writer, r models.Recipe, source *data.Source, c train.Config) (*models.Model, error) {
	m, err := lab.New(r, source.Train, c.Seed)
	if err != nil {
		return nil, err
	}
	average := &callback.Average{Model: m, Decay: 0.999}
	if r.Name == "swa" {
		average = &callback.Average{Model: m, Epochs: true, From: 2}
	}
	trained := m // what the end of the training finds, before the average is put in
	last := func(e train.Event) error {
		if _, ok := e.(*train.End); ok {
			trained = m.Clone()
		}
		return nil
	}
	c.Callbacks = append(c.Callbacks, last, average.On)
	c.Optimizer = &optim.Adam{LearningRate: 0.003}
	if err := lab.FitModel(ctx, w, m, source, c); err != nil {
		return nil, err
	}
	return m, lab.Test(ctx, w, "without the average", trained, source.Test)
}
