package main

import (
	"context"
	"fmt"
	"io"

	"digits/data"
	"digits/experiments/internal/lab"
	"digits/graph"
	"digits/models"
	"digits/train"
)

// teach trains a teacher on all digits, and returns what writes its answers to the transfer
// set: the probabilities of its logits divided by the temperature.
func teach(ctx context.Context, w io.Writer, source *data.Source, transfer *data.Set, c train.Config) (train.Write, error) {
	fmt.Fprintln(w, "the teacher")
	c.Keep, c.Resume, c.Measures = nil, nil, nil // checkpoints are of the student
	teacher, err := lab.Fit(ctx, w, network("teacher", 128), source, c)
	if err != nil {
		return nil, err
	}
	r := network("soft", 128, graph.Rescaling{Scale: 1. / temperature}, graph.Softmax)
	r.Loss = nil
	soft, err := lab.New(r, source.Train, c.Seed)
	if err == nil {
		_, err = soft.Take(teacher, "")
	}
	if err != nil {
		return nil, err
	}
	answers, err := soft.Predict(transfer.Pixels)
	return taught(answers), err
}

// taught writes the labels, and answers (examples, classes) to the set's examples.
func taught(answers []float32) train.Write {
	return func(f *train.Feed) error {
		f.Inputs()
		f.Batch.Labels(f.Program.Labels("digit"))
		targets, n := f.Program.Targets("soft"), f.Batch.Set().Classes
		for i := range f.Batch.Len() {
			copy(targets[i*n:(i+1)*n], answers[f.Batch.Index(i)*n:])
		}
		return nil
	}
}

// tell prints how often the largest of the first ten outputs is the digit.
func tell(w io.Writer, m *models.Model, set *data.Set) error {
	y, err := m.Predict(set.Pixels)
	if err != nil {
		return err
	}
	images, right := map[bool]float64{}, map[bool]float64{} // of the missing digit or not
	for i, label := range set.Labels {
		images[label == missing]++
		if models.ArgMax(y[i*m.Outputs():][:set.Classes]) == int(label) {
			right[label == missing]++
		}
	}
	_, err = fmt.Fprintf(w, "right are %.4f of the other digits, and %.4f of the %ds, of which it has seen none\n",
		right[false]/images[false], right[true]/images[true], missing)
	return err
}
