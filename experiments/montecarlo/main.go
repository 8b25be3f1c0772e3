// Command montecarlo predicts many times with dropout, and takes the spread of what comes
// out for how unsure the network is (Gal & Ghahramani, 2016).
package main

import (
	"context"
	"fmt"
	"io"

	"digits/data"
	"digits/experiments/internal/lab"
	"digits/models"
	"digits/train"
)

const samples = 20

func main() {
	lab.Main(lab.Experiment{Name: "montecarlo", Recipes: []models.Recipe{models.KerasDropout}, Do: fit, Epochs: 2})
}

func fit(ctx context.Context, w io.Writer, r models.Recipe, source *data.Source, c train.Config) (*models.Model, error) {
	m, err := lab.Fit(ctx, w, r, source, c)
	if err != nil {
		return nil, err
	}
	right, wrong, accuracy, err := spreads(m, source.Test, c.Seed)
	fmt.Fprintf(w, "%d samples: accuracy %.4f\n", samples, accuracy)
	fmt.Fprintf(w, "the answer's probability varies by ±%.4f where it is right, ±%.4f where it is wrong\n", right, wrong)
	return m, err
}

// spreads returns the mean deviation of the answer's probability where it is right, and
// where it is wrong, and the accuracy of the mean probabilities.
func spreads(m *models.Model, set *data.Set, seed uint64) (right, wrong, accuracy float64, err error) {
	mean, deviation, err := m.Sample(set.Pixels, samples, seed)
	if err != nil {
		return 0, 0, 0, err
	}
	hits := 0
	for i, label := range set.Labels {
		answer := models.ArgMax(mean[i*m.Classes : (i+1)*m.Classes])
		if spread := float64(deviation[i*m.Classes+answer]); answer == int(label) {
			right, hits = right+spread, hits+1
		} else {
			wrong += spread
		}
	}
	return right / float64(max(hits, 1)), wrong / float64(max(set.Len()-hits, 1)), float64(hits) / float64(set.Len()), nil
}
