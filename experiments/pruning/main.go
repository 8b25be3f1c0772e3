// Command pruning makes the smallest weights of a network 0 as it trains (Han et al.,
// 2015): half of each kernel from the second epoch on, nine tenths from the third.
package main

import (
	"context"
	"fmt"
	"io"

	"digits/data"
	"digits/experiments/internal/lab"
	"digits/models"
	"digits/optim"
	"digits/train"
	"digits/train/callback"
)

func main() {
	lab.Main(lab.Experiment{Name: "pruning", Recipes: []models.Recipe{models.KerasSmall}, Do: fit, Epochs: 4})
}

func fit(ctx context.Context, w io.Writer, r models.Recipe, source *data.Source, c train.Config) (*models.Model, error) {
	m, err := lab.New(r, source.Train, c.Seed)
	if err != nil {
		return nil, err
	}
	masked := &optim.Masked{Optimizer: &optim.Adam{}}
	prune := &callback.Prune{Model: m, Optimizer: masked, Shares: map[int]float64{2: 0.5, 3: 0.9}}
	c.Optimizer, c.Callbacks = masked, append(c.Callbacks, prune.On)
	if err := lab.FitModel(ctx, w, m, source, c); err != nil {
		return nil, err
	}
	_, err = fmt.Fprintf(w, "%.4f of the kernels' weights are 0\n", prune.Sparsity())
	return m, err
}
