// Command accumulation trains by the mean gradient of the parts of each batch, as one
// does where a batch is too large for the memory: the steps are those of whole batches.
package main

import (
	"context"
	"io"

	"gonum.org/v1/gonum/blas/blas32"

	"digits/data"
	"digits/experiments/internal/lab"
	"digits/graph"
	"digits/models"
	"digits/train"
)

func main() {
	lab.Main(lab.Experiment{Name: "accumulation", Recipes: []models.Recipe{models.KerasSmall}, Do: fit})
}

// inParts makes a step of a batch, so many examples at a time.
func inParts(size int) func(*train.Stepper, data.Batch) error {
	return func(s *train.Stepper, batch data.Batch) error {
		var mean [][]float32
		var p *graph.Program
		for part := range batch.Parts(size) {
			var err error
			if p, err = s.Run(part); err != nil {
				return err
			}
			parameters, err := p.Parameters()
			if err != nil {
				return err
			}
			for i, w := range parameters {
				if i == len(mean) {
					mean = append(mean, make([]float32, len(w.Gradient)))
				}
				blas32.Axpy(float32(part.Len())/float32(batch.Len()), vector(w.Gradient), vector(mean[i]))
				copy(w.Gradient, mean[i]) // the last part's program has the mean of all
			}
		}
		return s.Update(p.Gradients())
	}
}

func vector(x []float32) blas32.Vector { return blas32.Vector{N: len(x), Inc: 1, Data: x} }

func fit(ctx context.Context, w io.Writer, r models.Recipe, source *data.Source, c train.Config) (*models.Model, error) {
	c.Step = inParts(32)
	return lab.Fit(ctx, w, r, source, c)
}
