package main

import (
	"context"
	"math"
	"slices"
	"testing"

	"digits/experiments/internal/proof"
	"digits/train"
)

func TestPenalty(t *testing.T) {
	source := proof.Digits(64)
	norm, sure := map[string]float64{}, map[string]float64{}
	for _, r := range variants {
		proof.Holds(t, fit, r, source)
		c := proof.Config()
		c.Epochs = 40
		m := proof.Run(t, fit, r, source, c)
		for _, v := range m.Params.Get("hidden/kernel").Float32s() {
			norm[r.Name] += float64(v) * float64(v)
		}
		y, err := m.Predict(source.Test.Pixels)
		if err != nil {
			t.Fatal(err)
		}
		for p := range slices.Chunk(y, m.Classes) {
			sure[r.Name] += float64(slices.Max(p)) / float64(source.Test.Len())
		}
		result, err := train.EvaluateWith(context.Background(), m, source.Test, train.Evaluation{Taps: []string{"last"}, Measures: []train.Measure{{Name: "surety", Of: surety}}})
		if err != nil || math.Abs(result.Measured[0].Value-sure[r.Name]) > 1e-5 {
			t.Errorf("%s: the measure is %v, %v, the predictions say %v", r.Name, result.Measured, err, sure[r.Name])
		}
	}
	if !(norm["penalty"] < 0.95*norm["plain"]) {
		t.Errorf("the sums of squares of the kernel are %v: want a smaller one with a penalty", norm)
	}
	if !(sure["smoothing"] < sure["plain"]-0.03) {
		t.Errorf("the networks' sureties are %v: want less with smoothed labels", sure)
	}
}

// By hand: the penalty adds 0.001·Σw² to the loss, in an evaluation too, as in Keras.
func TestLossOfThePenalty(t *testing.T) {
	source := proof.Digits(20)
	m := proof.Run(t, fit, variants[1], source, proof.Config())
	square := 0.0
	for _, v := range m.Params.Get("hidden/kernel").Float32s() {
		square += float64(v) * float64(v)
	}
	with, err1 := train.Evaluate(context.Background(), m, source.Test)
	m.Layers = variants[0].Layers
	without, err2 := train.Evaluate(context.Background(), m, source.Test)
	if got, want := with.Loss-without.Loss, 1e-3*square; err1 != nil || err2 != nil || math.Abs(got-want) > 1e-4*want {
		t.Errorf("the penalty adds %v, want %v (%v, %v)", got, want, err1, err2)
	}
}
