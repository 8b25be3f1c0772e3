// Command saliency shows which pixels a network's answer hangs on, by the gradient of the
// loss by the image (Simonyan et al., 2014), and moves images along it.
package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"digits/data"
	"digits/experiments/internal/lab"
	"digits/graph"
	"digits/internal/terminal"
	"digits/models"
	"digits/train"
)

func main() {
	lab.Main(lab.Experiment{Name: "saliency", Recipes: []models.Recipe{models.KerasSmall}, Do: fit, Epochs: 2})
}

// saliency returns the gradient's magnitudes for the set's first image, 255 the largest.
func saliency(m *models.Model, set *data.Set) ([]byte, error) {
	p, err := m.Compile(graph.Options{Batch: 1, Loss: m.Loss, InputGradient: true})
	if err != nil {
		return nil, err
	}
	defer p.Close()
	m.FeedImages(p, set.Image)
	p.Labels()[0] = int32(set.Labels[0])
	if err := p.Run(); err != nil {
		return nil, err
	}
	gradient, shades := p.InputGradient(), make([]byte, set.Size())
	largest := max(slices.Max(gradient), -slices.Min(gradient), 1e-30)
	for i, g := range gradient {
		shades[i] = byte(255 * (max(g, -g) / largest))
	}
	return shades, nil
}

func fit(ctx context.Context, w io.Writer, r models.Recipe, source *data.Source, c train.Config) (*models.Model, error) {
	m, err := lab.Fit(ctx, w, r, source, c)
	if err != nil {
		return nil, err
	}
	test, screen := source.Test, terminal.Screen{}
	shades, err := saliency(m, test)
	fmt.Fprintf(w, "%s\n%s", screen.Image(test.Height, test.Width, test.Image(0)), screen.Image(test.Height, test.Width, shades))
	for _, epsilon := range []float32{0.02, 0.05, 0.1, 0.2} {
		r, err := train.EvaluateWith(ctx, m, test, train.Evaluation{Write: lab.Attack(epsilon), InputGradient: true})
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(w, "moved by %.2f: accuracy %.4f\n", epsilon, r.Accuracy)
	}
	return m, err
}
