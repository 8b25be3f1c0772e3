package train

import (
	"context"
	"testing"

	"digits/models"
	"digits/optim"
	"digits/optim/schedule"
)

// Fit leaves the optimizer in the model, with the rate that it began with.
func TestFitNamesTheOptimizer(t *testing.T) {
	set := blobs(20, 1)
	m := newModel(t, small, set, 1)
	o := &optim.Scheduled{Optimizer: &optim.RMSprop{Form: optim.Keras, LearningRate: 0.5}, Schedule: schedule.Exponential{Factor: 0.5}}
	for range 2 {
		if _, err := Fit(context.Background(), m, set, Config{Epochs: 1, Batch: 10, Optimizer: o}); err != nil {
			t.Fatal(err)
		}
		if m.Optimizer.Class != "RMSprop" || m.Optimizer.Config["learning_rate"] != 0.5 {
			t.Errorf("got %+v", m.Optimizer)
		}
	}
}

// The Adam that a recipe names is the one that its model is taken to be trained by,
// so that a file need not say it.
func TestRecipesOptimizer(t *testing.T) {
	for _, r := range models.Recipes() {
		o, err := NewOptimizer(r, 1000)
		if err != nil {
			t.Fatal(err)
		}
		m, err := models.New(r, 28, 28, 10, 1)
		if err != nil {
			t.Fatal(err)
		}
		m.Optimizer = optim.Describe(o)
		if meta, err := m.Metadata(nil); err != nil || meta["optimizer"] != "" {
			t.Errorf("%s: the file says %q, %v", r.Name, meta["optimizer"], err)
		}
	}
}
