package train

import (
	"digits/data"
	"digits/models"
	"digits/optim"
	"digits/optim/schedule"
)

// Recipe returns how a recipe, completed, trains on so many examples: epochs, batch,
// optimizer and augmentation. What else is wanted is added to it.
func Recipe(r models.Recipe, examples int, seed uint64) (Config, error) {
	r = r.Complete()
	o, err := NewOptimizer(r, examples)
	return Config{Epochs: r.Epochs, Batch: r.Batch, Optimizer: o, Augment: r.Augment, Seed: seed}, err
}

// NewOptimizer makes the recipe's optimizer for training on so many examples: a
// schedule goes until the end of the recipe's epochs. Errors are those of
// optim.Choice.New.
func NewOptimizer(r models.Recipe, examples int) (optim.Optimizer, error) {
	r = r.Complete()
	epoch := (examples + r.Batch - 1) / r.Batch
	return r.Optimizer.New(schedule.Length{Epoch: epoch, Total: epoch * r.Epochs})
}

// NewModel makes a model of a recipe for a set, by Recipe.ForTable if it is a table.
func NewModel(r models.Recipe, set *data.Set, seed uint64) (*models.Model, error) {
	r, err := r.ForTable(set)
	if err != nil {
		return nil, err
	}
	m, err := models.New(r, set.Height, set.Width, set.Classes, seed)
	if err == nil {
		m.ClassNames, m.Columns, m.Target = set.ClassNames, set.Columns, set.Target
	}
	return m, err
}
