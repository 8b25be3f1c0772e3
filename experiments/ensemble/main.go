// Command ensemble trains networks from several seeds and lets them answer together, by
// the mean of their probabilities: one model, saved in one file.
package main

import (
	"context"
	"io"

	"digits/data"
	"digits/experiments/internal/lab"
	"digits/models"
	"digits/train"
)

const size = 3

func main() {
	lab.Main(lab.Experiment{Name: "ensemble", Recipes: []models.Recipe{models.KerasSmall}, Do: fit})
}

// fit trains the members. Checkpoints are the last one's: the others begin anew.
func fit(ctx context.Context, w io.Writer, r models.Recipe, source *data.Source, c train.Config) (*models.Model, error) {
	var members []*models.Model
	seed, last := c.Seed, c
	for i := range uint64(size) {
		c.Seed, c.Keep, c.Resume = seed+i, nil, nil
		if i == size-1 {
			c.Keep, c.Resume = last.Keep, last.Resume
		}
		m, err := lab.Fit(ctx, w, r, source, c)
		if err != nil {
			return nil, err
		}
		members = append(members, m)
	}
	all, err := models.Ensemble(members...)
	if err != nil {
		return nil, err
	}
	return all, lab.Test(ctx, w, "together", all, source.Test)
}
