// Command metric trains with a metric of one's own, how often the right digit is among the
// three likeliest, and stops by a rule of one's own: once that is so for 99.5 %.
package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"digits/data"
	"digits/experiments/internal/lab"
	"digits/models"
	"digits/optim"
	"digits/train"
)

func main() {
	lab.Main(lab.Experiment{Name: "metric", Recipes: []models.Recipe{models.KerasSmall}, Do: fit, Epochs: 20})
}

var top3 = train.Measure{Name: "top3", Of: func(f *train.Feed) (share float64) {
	outputs, width := f.Program.Output(), f.Model.Outputs()
	for i, label := range f.Program.Labels() {
		y := outputs[i*width : (i+1)*width]
		if y[label] >= slices.Sorted(slices.Values(y))[width-3] {
			share += 1 / float64(f.Batch.Len())
		}
	}
	return share
}}

// stop ends the training after an epoch whose validation has that much of the metric.
func stop(e train.Event) error {
	if e, ok := e.(*train.EpochEnd); ok && e.Log.ValMeasured[0].Value >= 0.995 {
		return train.ErrStop
	}
	return nil
}

func fit(ctx context.Context, w io.Writer, r models.Recipe, source *data.Source, c train.Config) (*models.Model, error) {
	m, err := models.New(r, source.Train.Height, source.Train.Width, source.Train.Classes, c.Seed)
	if err != nil {
		return nil, err
	}
	set, validation, err := source.Train.Tail(source.Train.Len() / 6)
	if err != nil {
		return nil, err
	}
	c.Optimizer, c.Validation = &optim.Adam{}, validation
	c.Measures, c.Callbacks = []train.Measure{top3}, append(c.Callbacks, stop)
	history, err := train.Fit(ctx, m, set, c)
	for _, log := range history {
		fmt.Fprintf(w, "epoch %d: %v\n", log.Epoch, log.Metrics())
	}
	return m, err
}
