// Command autoencoder learns to put out its own input through a layer of 32 numbers, and
// shows what becomes of an image.
package main

import (
	"context"
	"fmt"
	"io"
	"math"

	"digits/data"
	"digits/experiments/internal/lab"
	"digits/graph"
	"digits/internal/terminal"
	"digits/models"
	"digits/optim"
	"digits/train"
)

func main() { lab.Main(lab.Experiment{Name: "autoencoder", Recipes: []models.Recipe{recipe}, Do: fit}) }

var recipe = models.Recipe{
	Name: "autoencoder",
	Layers: graph.Sequential{
		graph.Dense{Units: 128, Activation: graph.ReLU},
		graph.Dense{Name: "code", Units: 32, Activation: graph.ReLU},
		graph.Dense{Units: 128, Activation: graph.ReLU},
		graph.Dense{Units: 28 * 28, Activation: graph.Sigmoid},
	},
	Loss: graph.MeanSquaredError, Targets: models.InputTargets,
}

// fit makes a model of no classes: it puts out pixels.
func fit(ctx context.Context, w io.Writer, r models.Recipe, source *data.Source, c train.Config) (*models.Model, error) {
	m, err := models.New(r, source.Train.Height, source.Train.Width, 0, c.Seed)
	if err != nil {
		return nil, err
	}
	c.Optimizer = &optim.Adam{}
	if _, err := train.Fit(ctx, m, source.Train, c); err != nil {
		return nil, err
	}
	test, err := train.Evaluate(ctx, m, source.Test)
	if err != nil {
		return nil, err
	}
	again, err := m.Predict(source.Test.Image(0))
	if err != nil {
		return nil, err
	}
	pixels := make([]byte, len(again))
	for i, v := range again {
		pixels[i] = byte(255*v + 0.5)
	}
	show := terminal.Screen{}.Image
	fmt.Fprintf(w, "a test pixel is off by %.1f of 255 (root mean square); an image, and what comes out:\n", 255*math.Sqrt(test.Loss))
	fmt.Fprint(w, show(28, 28, source.Test.Image(0)), show(28, 28, pixels))
	return m, nil
}
