package main

import (
	"context"
	"slices"
	"testing"

	"digits/experiments/internal/proof"
	"digits/models"
	"digits/train"
)

// Both heads learn, and the measures say what the predictions do: an example's row has the
// ten probabilities, then the one of the second head.
func TestHeads(t *testing.T) {
	source := proof.Digits(100)
	proof.Holds(t, fit, recipe, source)
	c := proof.Config()
	c.Epochs = 20
	m := proof.Run(t, fit, recipe, source, c)
	y, err := m.Predict(source.Test.Pixels)
	if err != nil {
		t.Fatal(err)
	}
	digit, even, i := 0., 0., 0
	for row := range slices.Chunk(y, 11) {
		if models.ArgMax(row[:10]) == int(source.Test.Labels[i]) {
			digit++
		}
		if row[10] > 0.5 == (source.Test.Labels[i]%2 == 0) {
			even++
		}
		i++
	}
	if digit < 90 || even < 90 {
		t.Errorf("of 100 digits %v are right, and %v of whether they are even", digit, even)
	}
	test, err := train.EvaluateWith(context.Background(), m, source.Test, train.Evaluation{Write: write, Measures: measures})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{digit / 100, even / 100} {
		if d := test.Measured[i].Value - want; d > 1e-9 || d < -1e-9 {
			t.Errorf("%v, want %v", test.Measured[i], want)
		}
	}
}
