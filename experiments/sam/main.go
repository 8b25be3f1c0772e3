// Command sam trains by sharpness-aware minimisation (Foret et al., 2021): each step
// takes the gradient from where the loss near the weights is worst.
package main

import (
	"context"
	"io"
	"math"
	"slices"

	"digits/data"
	"digits/experiments/internal/lab"
	"digits/models"
	"digits/train"
)

func main() {
	lab.Main(lab.Experiment{Name: "sam", Recipes: []models.Recipe{models.KerasSmall}, Do: fit})
}

// sharpnessAware makes a step from w by the gradient at w + radius·g/|g|.
func sharpnessAware(radius float64) func(*train.Stepper, data.Batch) error {
	return func(s *train.Stepper, batch data.Batch) error {
		p, err := s.Run(batch)
		if err != nil {
			return err
		}
		parameters, err := p.Parameters()
		if err != nil {
			return err
		}
		var before [][]float32
		square := 1e-12 // of the norm, that of all gradients together
		for _, w := range parameters {
			before = append(before, slices.Clone(w.Values))
			for _, g := range w.Gradient {
				square += float64(g) * float64(g)
			}
		}
		for _, w := range parameters {
			for i, g := range w.Gradient {
				w.Values[i] += g * float32(radius/math.Sqrt(square))
			}
		}
		if err := s.Again(p); err != nil {
			return err
		}
		for i, w := range parameters {
			copy(w.Values, before[i])
		}
		return s.Update(p.Gradients())
	}
}

func fit(ctx context.Context, w io.Writer, r models.Recipe, source *data.Source, c train.Config) (*models.Model, error) {
	c.Step = sharpnessAware(0.05)
	return lab.Fit(ctx, w, r, source, c)
}
