package main

import (
	"context"
	"fmt"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"digits/data"
	"digits/graph"
	"digits/internal/command"
	"digits/internal/terminal"
	"digits/models"
	"digits/train"
	"digits/train/plot"
)

// mnist trains the lesson's last network and looks at one test image.
func mnist(ctx context.Context, n *notebook, s settings) error {
	source, err := s.data.Images(n.w)
	if err != nil {
		return err
	}
	if s.image >= source.Test.Len() {
		return fmt.Errorf("lesson: -image: got %d, want 0 to %d: there are %d test images", s.image, source.Test.Len()-1, source.Test.Len())
	}
	r, err := s.network.Recipe(s.given)
	if err != nil {
		return command.Usage(err)
	}
	r = r.Complete()
	m, err := train.NewModel(r, source.Train, s.seed)
	if err != nil {
		return err
	}
	summary, err := graph.Summarize(m.Net(), m.Input)
	if err != nil {
		return err
	}
	if s.network.Arch == models.KerasLesson.Name {
		n.text("%d training images of %d classes. Each label becomes a row of 0 with a 1 at its class,\none-hot, and the error is categorical_crossentropy: -Σ target·log(probability).", source.Train.Len(), m.Classes)
	} else {
		n.text("%d training images of %d classes. The error is %s, the recipe that of %s.", source.Train.Len(), m.Classes, m.Loss.Name(), r.Name)
	}
	n.text(summary.String())
	if n.err != nil {
		return n.err
	}
	if s.given["epochs"] || s.network.Arch == models.KerasLesson.Name {
		r.Epochs = s.epochs
	}
	config, err := train.Recipe(r, source.Train.Len(), s.seed)
	if err != nil {
		return err
	}
	config.Callbacks = []train.Callback{train.KerasProgress(n.w, train.Verbosity(s.verbose), terminal.WidthOf(n.w))}
	history, err := train.Fit(ctx, m, source.Train, config)
	if err != nil {
		return err
	}
	result, err := train.Evaluate(ctx, m, source.Test)
	if err != nil {
		return err
	}
	n.text("\nTest loss %.4f, test accuracy %.4f ± %.4f (standard error, %d images)", result.Loss, result.Accuracy, result.StandardError(), result.Examples)
	if err := learned(n, s, history); err != nil {
		return err
	}
	return lookAt(n, m, source.Test, s.image)
}

// learned draws the error after each epoch.
func learned(n *notebook, s settings, history train.History) error {
	p := plot.New("MNIST: the mean error of an epoch's images", "epoch", "error")
	points := make(plotter.XYs, len(history))
	for i, log := range history {
		points[i] = plotter.XY{X: float64(log.Epoch), Y: log.Loss}
	}
	if err := plot.AddSeries(p, 0, "training", points); err != nil {
		return err
	}
	p.X.Tick.Marker, p.Y.Min = plot.EpochTicks(len(history)), 0
	return n.picture(s, p, 16*vg.Centimeter, 10*vg.Centimeter, "mnist")
}

// lookAt draws a test image and what the model thinks of it.
func lookAt(n *notebook, m *models.Model, test *data.Set, image int) error {
	p, err := m.Predict(test.Image(image))
	if err != nil {
		return err
	}
	screen := terminal.For(n.w)
	n.text("Test image %d:", image)
	n.print(screen.Image(test.Height, test.Width, test.Image(image)) + "\n")
	labels := make([]string, len(p))
	for class := range p {
		labels[class] = fmt.Sprint(class)
	}
	n.print(screen.Bars(labels, p, 8) + "\n")
	n.text("Arg max: %d\nTrue label: %d", models.ArgMax(p), test.Labels[image])
	return nil
}
