// Command sam trains by sharpness-aware minimisation (Foret et al., 2021): each step
// takes the gradient from where the loss near the weights is worst.
package main

import (
	"context"
	"io"
	"math"

	"gonum.org/v1/gonum/blas/blas32"

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
	var before [][]float32 // the weights of the step, by parameter
	return func(s *train.Stepper, batch data.Batch) error {
		p, err := s.Run(batch)
		if err != nil {
			return err
		}
		parameters, err := p.Parameters()
		if err != nil {
			return err
		}
		square := 1e-12 // of the norm, that of all gradients together
		for i, w := range parameters {
			if i == len(before) {
				before = append(before, make([]float32, len(w.Values)))
			}
			copy(before[i], w.Values)
			square += blas32.DDot(vector(w.Gradient), vector(w.Gradient))
		}
		for _, w := range parameters {
			blas32.Axpy(float32(radius/math.Sqrt(square)), vector(w.Gradient), vector(w.Values))
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

func vector(x []float32) blas32.Vector { return blas32.Vector{N: len(x), Inc: 1, Data: x} }

func fit(ctx context.Context, w io.Writer, r models.Recipe, source *data.Source, c train.Config) (*models.Model, error) {
	c.Step = sharpnessAware(0.05)
	return lab.Fit(ctx, w, r, source, c)
}
