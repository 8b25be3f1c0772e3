package main

import (
	"context"
	"strings"
	"testing"

	"digits/experiments/internal/proof"
	"digits/models"
	"digits/train"
)

// A trained autoencoder is nearer to images that it has not seen than the mean of those
// that it has.
func TestAutoencoder(t *testing.T) {
	source := proof.Digits(100)
	m := proof.Holds(t, fit, recipe, source)
	if m.Classes != 0 || m.Outputs() != 28*28 {
		t.Errorf("the model has %d classes and %d outputs, want none and 784", m.Classes, m.Outputs())
	}
	c := proof.Config()
	c.Epochs = 40
	m = proof.Run(t, fit, recipe, source, c)
	y, err := m.Predict(source.Test.Pixels)
	if err != nil {
		t.Fatal(err)
	}
	mean := make([]float64, 28*28)
	for i, v := range source.Train.Pixels {
		mean[i%len(mean)] += float64(v) / 255 / float64(source.Train.Len())
	}
	off, offOfMean := 0.0, 0.0
	for i, v := range source.Test.Pixels {
		x := float64(v) / 255
		off += (float64(y[i]) - x) * (float64(y[i]) - x) / float64(len(y))
		offOfMean += (mean[i%len(mean)] - x) * (mean[i%len(mean)] - x) / float64(len(y))
	}
	if off > offOfMean/2 {
		t.Errorf("the mean square error is %.4f, that of the mean image %.4f", off, offOfMean)
	}
	result, err := train.Evaluate(context.Background(), m, source.Test)
	if err != nil || result.Loss-off > 1e-6 || off-result.Loss > 1e-6 || !result.Unclassified {
		t.Errorf("the evaluation says %+v, %v, the predictions %.6f", result, err, off)
	}
}

// Without InputTargets the set has nothing for such a network to learn, but to a Write.
func TestWithoutTargets(t *testing.T) {
	source := proof.Digits(20)
	m := proof.Run(t, fit, recipe, source, proof.Config())
	m.Targets = models.SetTargets
	_, err := train.Evaluate(context.Background(), m, source.Test)
	if err == nil || !strings.Contains(err.Error(), "train.Reconstruct") {
		t.Errorf("got %v, want an error that names the remedy", err)
	}
}
