package models

import (
	"fmt"
	"sync"

	"digits/data"
	"digits/graph"
	"digits/optim"
)

// Model is a network with its parameters. Predict is safe for concurrent use,
// but not while the parameters are trained.
type Model struct {
	Recipe    string // the recipe's name, for people
	Layers    graph.Sequential
	Input     []int // shape of one example: (784) or (28, 28)
	Classes   int
	Scale     data.Scale
	Loss      graph.Loss
	Params    *graph.Params
	Seed      uint64             // the run's seed
	Last      map[string]string  // the last line of the training's history
	Optimizer *optim.Description // that has trained it; nil: not known
	Assumed   []string           // what Load had to assume, one line each, for people

	mu   sync.Mutex
	idle map[predictor][]*graph.Program // prediction programs by kind
}

// New makes a model of a recipe for images of that size and number of classes.
// The seed decides its initial weights.
func New(r Recipe, height, width, classes int, seed uint64) (*Model, error) {
	if height < 1 || width < 1 || classes < 2 {
		return nil, fmt.Errorf("models: %s: got %dx%d images of %d classes, want at least 1x1 and 2", r.Name, height, width, classes)
	}
	m := &Model{
		Recipe:  r.Name,
		Layers:  withClasses(r.Layers, classes),
		Input:   r.Input(height, width),
		Classes: classes,
		Scale:   r.Scale,
		Loss:    r.Loss,
		Seed:    seed,
	}
	params, err := graph.Init(m.Layers, m.Input, seed)
	if err != nil {
		return nil, fmt.Errorf("models: %s: %w", r.Name, err)
	}
	m.Params = params
	return m, nil
}

// Size returns the number of pixels of an example.
func (m *Model) Size() int {
	n := 1
	for _, d := range m.Input {
		n *= d
	}
	return n
}

// lossFrom says what a cross-entropy takes the network's output for.
func (m *Model) lossFrom() graph.From {
	if m.Logits() {
		return graph.FromLogits
	}
	return graph.FromSoftmax
}

// Compile makes a program of the model for training, evaluation or prediction.
func (m *Model) Compile(mode graph.Mode, batch int, loss graph.Loss, clock *graph.Clock) (*graph.Program, error) {
	return graph.Compile(m.Layers, m.Params, graph.Options{
		Mode: mode, Batch: batch, Input: m.Input, Loss: loss, Clock: clock,
	})
}

// Fits reports whether a data set has the model's image size and classes.
func (m *Model) Fits(set *data.Set) error {
	if set.Len() == 0 {
		return fmt.Errorf("models: %s is empty, want at least one example", set.Name)
	}
	if set.Size() != m.Size() {
		return fmt.Errorf("models: %s has %dx%d images (%d pixels), the model wants %v (%d): take a model trained on such images",
			set.Name, set.Height, set.Width, set.Size(), m.Input, m.Size())
	}
	if set.Classes > m.Classes {
		return fmt.Errorf("models: %s has %d classes, the model knows %d", set.Name, set.Classes, m.Classes)
	}
	return nil
}
