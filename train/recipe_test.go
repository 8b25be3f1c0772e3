package train

import (
	"context"
	"math"
	"strings"
	"testing"

	"gorgonia.org/gorgonia"

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

// ownSolver is a solver of one's own, with a Step and no more: it climbs down by a
// thousandth of the gradient.
type ownSolver struct{ steps int }

func (s *ownSolver) Step(model []gorgonia.ValueGrad) error {
	s.steps++
	for _, p := range model {
		g, err := p.Grad()
		if err != nil {
			return err
		}
		w := p.Value().Data().([]float32)
		for i, d := range g.Data().([]float32) {
			w[i] -= d / 1000
		}
	}
	return nil
}

// It trains as SGD does with that rate, is named in the model by its type, and is
// refused where it would have to be saved.
func TestOwnSolver(t *testing.T) {
	set := blobs(20, 1)
	own, sgd := newModel(t, small, set, 1), newModel(t, small, set, 1)
	solver := &ownSolver{}
	for m, o := range map[*models.Model]gorgonia.Solver{own: solver, sgd: &optim.SGD{LearningRate: 0.001}} {
		if _, err := Fit(context.Background(), m, set, Config{Epochs: 2, Batch: 10, Optimizer: o}); err != nil {
			t.Fatal(err)
		}
	}
	for name, w := range sgd.Params.All() {
		for i, x := range w.Float32s() {
			if got := own.Params.Get(name).Float32s()[i]; !(math.Abs(float64(got-x)) <= 1e-6) {
				t.Fatalf("%s: weight %d is %v, SGD's %v", name, i, got, x)
			}
		}
	}
	if solver.steps != 4 || own.Optimizer.Text != "*train.ownSolver" || own.Optimizer.Class != "" {
		t.Errorf("%d steps by %+v", solver.steps, own.Optimizer)
	}
	_, err := Fit(context.Background(), own, set, Config{Epochs: 1, Batch: 10, Optimizer: solver, Keep: func(*Checkpoint) error { return nil }})
	if err == nil || !strings.Contains(err.Error(), "methods State and Restore") {
		t.Errorf("got %v", err)
	}
}

// A rate or an epsilon of a recipe is the optimizer's.
func TestRecipesNumbersAreUsed(t *testing.T) {
	r := models.Torch
	r.Optimizer.LearningRate, r.Optimizer.Epsilon = 0.25, 0.125
	o, err := NewOptimizer(r, 1000)
	if err != nil {
		t.Fatal(err)
	}
	if adam := o.(*optim.Adam); adam.LearningRate != 0.25 || adam.Epsilon != 0.125 {
		t.Errorf("got %v", o)
	}
	o, err = NewOptimizer(models.Own, 1000) // 8 batches of 128 are an epoch, of 60
	if err != nil {
		t.Fatal(err)
	}
	if s := o.(*optim.Scheduled); s.Schedule != schedule.Schedule(schedule.Cosine{Steps: 480}) {
		t.Errorf("got %v", o)
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

// A recipe that says nothing of its training is trained all the same, as Complete says.
func TestRecipeLeftOpen(t *testing.T) {
	set := blobs(300, 1)
	open := models.Recipe{Name: "open", Layers: small.Layers, Loss: small.Loss}
	m := newModel(t, open, set, 1)
	c, err := Recipe(open, set.Len(), 1)
	if err != nil {
		t.Fatal(err)
	}
	history, err := Fit(context.Background(), m, set, c)
	if err != nil || len(history) != 5 || c.Batch != 128 || m.Optimizer.Class != "Adam" {
		t.Errorf("got %d epochs in batches of %d by %v, %v, want 5 of 128 by Adam", len(history), c.Batch, m.Optimizer, err)
	}
}
