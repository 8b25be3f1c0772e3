package lab

import (
	"context"
	"fmt"
	"io"

	"digits/data"
	"digits/models"
	"digits/optim"
	"digits/train"
)

// Fit is what most experiments do: it trains a model of the recipe, by Adam if the
// configuration has no optimizer, and tests it.
func Fit(ctx context.Context, w io.Writer, r models.Recipe, source *data.Source, c train.Config) (*models.Model, error) {
	m, err := New(r, source.Train, c.Seed)
	if err != nil {
		return nil, err
	}
	return m, FitModel(ctx, w, m, source, c)
}

// New makes a model for a set.
func New(r models.Recipe, set *data.Set, seed uint64) (*models.Model, error) {
	return models.New(r, set.Height, set.Width, set.Classes, seed)
}

// FitModel is Fit of a model that there is.
func FitModel(ctx context.Context, w io.Writer, m *models.Model, source *data.Source, c train.Config) error {
	if c.Optimizer == nil {
		c.Optimizer = &optim.Adam{}
	}
	if _, err := train.Fit(ctx, m, source.Train, c); err != nil {
		return err
	}
	return Test(ctx, w, "test", m, source.Test)
}

// Test prints a model's loss and accuracy on a set, after what.
func Test(ctx context.Context, w io.Writer, what string, m *models.Model, set *data.Set) error {
	r, err := train.Evaluate(ctx, m, set)
	if err == nil {
		_, err = fmt.Fprintf(w, "%s: loss %.4f, accuracy %.4f ± %.4f\n", what, r.Loss, r.Accuracy, r.StandardError())
	}
	return err
}
