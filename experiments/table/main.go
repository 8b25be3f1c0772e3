// Command table predicts a number from a row of ten: Friedman's first problem, made up by
// its formula, or the last column of a CSV file that -data names.
package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"

	"digits/data"
	"digits/experiments/internal/lab"
	"digits/graph"
	"digits/models"
	"digits/optim"
	"digits/train"
)

func main() {
	lab.Main(lab.Experiment{Name: "table", Recipes: []models.Recipe{recipe}, Do: fit, Epochs: 40, Batch: 32, Open: open})
}

var recipe = models.Recipe{
	Name: "table", Loss: graph.MeanSquaredError, Layers: graph.Sequential{
		graph.Normalization{}, // by the rows' statistics, which fit finds,
		graph.Dense{Units: 64, Activation: graph.ReLU},
		graph.Dense{Units: 64, Activation: graph.ReLU},
		graph.Dense{Units: 1},
		graph.Rescaling{}, // and back to the targets'
	},
}

func fit(ctx context.Context, w io.Writer, r models.Recipe, source *data.Source, c train.Config) (m *models.Model, err error) {
	r.Layers = slices.Clone(r.Layers)
	if r.Layers[0], err = (graph.Normalization{}).Adapt(source.Train.Values, source.Train.Size()); err != nil {
		return nil, err
	}
	mean, variance := source.Train.TargetMoments()
	r.Layers[len(r.Layers)-1] = graph.Rescaling{Scale: math.Sqrt(variance), Offset: mean}
	if m, err = models.New(r, source.Train.Height, source.Train.Width, 0, c.Seed); err != nil {
		return nil, err
	}
	c.Optimizer, c.Validation = &optim.Adam{}, source.Test
	c.Measures = []train.Measure{{Name: "r2", Of: determination}}
	history, err := train.Fit(ctx, m, source.Train, c)
	if err != nil {
		return nil, err
	}
	_, err = fmt.Fprintf(w, "after the last epoch: %v\n", history[len(history)-1].Metrics())
	return m, err
}

// determination is R², 1 - Σ(y-t)²/Σ(t-mean)², with the variance of a batch's whole set, so
// that the mean over an epoch's batches is that of the set.
func determination(f *train.Feed) float64 {
	_, variance := f.Batch.Set().TargetMoments()
	return 1 - f.Program.Loss()/variance
}
