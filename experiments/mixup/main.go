// Command mixup trains on pairs of images, mixed as their labels are (Zhang et al.,
// 2018): a tenth of a 3 and nine of an 8 is to be called just that.
package main

import (
	"context"
	"io"

	"digits/data"
	"digits/experiments/internal/lab"
	"digits/graph"
	"digits/models"
	"digits/train"
)

func main() {
	lab.Main(lab.Experiment{Name: "mixup", Recipes: []models.Recipe{recipe}, Do: fit})
}

// The loss takes any distribution over the classes.
var recipe = models.Recipe{Name: "mixup", Layers: models.KerasSmall.Layers, Loss: graph.CategoricalCrossentropy{}}

// write mixes each example of a batch with another, in a share that the step draws: of
// Beta(1, 1), which is even.
func write(f *train.Feed) error {
	if !f.Training {
		return train.Default(f)
	}
	r := f.Random()
	return mixed(f, float32(r.Float64()), r.Perm(f.Batch.Len()))
}

// mixed writes share·example + (1-share)·its partner, inputs and targets.
func mixed(f *train.Feed, share float32, partner []int) error {
	x := f.Program.Input()
	f.Values(x)
	if err := f.Targets(); err != nil {
		return err
	}
	mix(x, share, partner)
	mix(f.Program.Targets(), share, partner)
	return nil
}

func mix(rows []float32, share float32, partner []int) {
	width, was := len(rows)/len(partner), append([]float32(nil), rows...)
	for i, p := range partner {
		row, other := rows[i*width:(i+1)*width], was[p*width:(p+1)*width]
		for k, v := range row {
			row[k] = share*v + (1-share)*other[k]
		}
	}
}

func fit(ctx context.Context, w io.Writer, r models.Recipe, source *data.Source, c train.Config) (*models.Model, error) {
	c.Write = write
	return lab.Fit(ctx, w, r, source, c)
}
