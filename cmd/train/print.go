package main

import (
	"fmt"
	"io"
	"strconv"

	"digits/data"
	"digits/graph"
	"digits/internal/command"
	"digits/internal/terminal"
	"digits/models"
	"digits/optim"
	"digits/train"
)

// printIntroduction says what is trained, on what, with which seed.
func (s settings) printIntroduction(w io.Writer, m *models.Model, source *data.Source, set, validation *data.Set, optimizer optim.Optimizer) error {
	summary, err := graph.Summarize(m.Net(), m.Input)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "Training %s on %s (%s), seed %d\n", s.recipe.Name, set.Name, source.From, s.seed)
	fmt.Fprintf(w, "%d training %s", set.Len(), command.Examples(set))
	if validation != nil {
		fmt.Fprintf(w, ", %d for validation", validation.Len())
	}
	fmt.Fprintf(w, ", %d test %s\n", source.Test.Len(), describe(m, set))
	printAugmentation(w, s.recipe.Augment)
	if s.network.Activation != "" {
		fmt.Fprintf(w, "Hidden layers with %s\n", s.network.Activation)
	}
	fmt.Fprintf(w, "%v; %s; batch %d, epochs %d\n\n%s\n", optimizer, graph.LossText(m.Loss), s.recipe.Batch, s.recipe.Epochs, summary)
	return nil
}

// describe says what the examples are, how they are scaled, and in how many classes.
func describe(m *models.Model, set *data.Set) string {
	text := fmt.Sprintf("images of %dx%d pixels, scaled by %q", set.Height, set.Width, m.Scale)
	if set.Pixels == nil {
		text = fmt.Sprintf("rows of %d numbers, standardized by the training rows", set.Size())
	}
	if m.Classes == 0 && set.Pixels == nil {
		return text
	}
	return fmt.Sprintf("%s, %d classes", text, m.Classes)
}

// lastAct prints the test image that the recipe ends with.
func (s settings) lastAct(w io.Writer, m *models.Model, test *data.Set) error {
	original := originals[s.recipe.Name]
	if !original.shows || s.verbose == train.Silent || test.Pixels == nil {
		return nil
	}
	image := min(original.image, test.Len()-1)
	p, err := m.Predict(test.Image(image))
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\n%s", terminal.For(w).Image(test.Height, test.Width, test.Image(image)))
	fmt.Fprintf(w, "\nTest image %d, probabilities:\n", image)
	labels := make([]string, len(p))
	for class := range labels {
		labels[class] = strconv.Itoa(class)
	}
	fmt.Fprint(w, terminal.For(w).Bars(labels, p, 8))
	fmt.Fprintf(w, "Arg max: %d\n", models.ArgMax(p))
	if original.label {
		fmt.Fprintf(w, "True label: %d\n", test.Labels[image])
	}
	return nil
}

// printResult prints what a run ends with.
func (s settings) printResult(w io.Writer, t trial, test *data.Set, examples int) {
	if s.verbose != train.Silent {
		fmt.Fprintln(w)
	}
	if t.test.Unclassified {
		fmt.Fprintf(w, "Test loss %.4f", t.test.Loss)
		for _, m := range t.test.Measured {
			fmt.Fprintf(w, ", %v", m)
		}
		fmt.Fprintf(w, " (%d %s)\n", t.test.Examples, command.Examples(test))
	} else {
		fmt.Fprintf(w, "Test loss %.4f, test accuracy %.4f ± %.4f (standard error, %d %s)\n",
			t.test.Loss, t.test.Accuracy, t.test.StandardError(), t.test.Examples, command.Examples(test))
	}
	fmt.Fprintf(w, "Trained in %.2fs, %.0f examples a second\n",
		t.trained.Seconds(), float64(examples*len(t.history))/t.trained.Seconds())
}

// printMeans prints means over runs with their standard errors: the tests, and
// each epoch's figures, as far as every run has come: -patience ends them apart.
func printMeans(w io.Writer, trials []trial) {
	over := func(of func(trial) float64) string {
		x := make([]float64, len(trials))
		for i, t := range trials {
			x[i] = of(t)
		}
		mean := train.MeanOf(x)
		return fmt.Sprintf("%.5f ± %.5f", mean.Value, mean.StandardError)
	}
	fmt.Fprintf(w, "\nMeans of %d runs ± standard errors\n", len(trials))
	if !trials[0].test.Unclassified {
		fmt.Fprintf(w, "test accuracy %s, ", over(func(t trial) float64 { return t.test.Accuracy }))
	}
	fmt.Fprintf(w, "test loss %s\n", over(func(t trial) float64 { return t.test.Loss }))
	epochs := len(trials[0].history)
	for _, t := range trials {
		epochs = min(epochs, len(t.history))
	}
	for epoch, log := range trials[0].history[:epochs] {
		fmt.Fprintf(w, "epoch %2d:", epoch+1)
		for i, m := range log.Metrics() {
			fmt.Fprintf(w, "  %s %s", m.Name, over(func(t trial) float64 { return t.history[epoch].Metrics()[i].Value }))
		}
		fmt.Fprintln(w)
	}
}
