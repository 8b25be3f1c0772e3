package main

import (
	"context"
	"math"
	"strings"
	"testing"

	"digits/experiments/internal/lab"
	"digits/experiments/internal/proof"
	"digits/graph"
	"digits/models"
	"digits/train"
)

// Both ways to write the function train to the same network, but for rounding.
func TestActivation(t *testing.T) {
	source := proof.Digits(64)
	var predicted [][]float32
	for _, r := range variants {
		m := proof.Holds(t, lab.Fit, r, source)
		y, err := m.Predict(source.Test.Pixels)
		if err != nil {
			t.Fatal(err)
		}
		predicted = append(predicted, y)
	}
	apart := func(a, b []float32) (most float64) {
		for i := range a {
			most = max(most, math.Abs(float64(a[i])-float64(b[i])))
		}
		return most
	}
	if d := apart(predicted[0], predicted[1]); d > 1e-4 {
		t.Errorf("the function and what is composed differ by up to %v", d)
	}
	if d := apart(predicted[0], predicted[2]); d < 1e-3 {
		t.Errorf("the function is ReLU, within %v", d)
	}
}

// By hand: f(0) = 0, f'(0) = 1; f(√3) = 1/2 + √3, f'(√3) = √3/4 + 1.
func TestValues(t *testing.T) {
	root := math.Sqrt(3)
	for _, f := range []graph.Layer{bent, graph.Func(composed)} {
		y, slope, err := graph.Derive(f, [][]float64{{0, root}})
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []struct{ y, slope float64 }{{0, 1}, {0.5 + root, root/4 + 1}} {
			if math.Abs(y[0][i]-want.y) > 1e-12 || math.Abs(slope[0][i]-want.slope) > 1e-12 {
				t.Errorf("%T: got %v, derivative %v, want %v, %v", f, y[0][i], slope[0][i], want.y, want.slope)
			}
		}
	}
}

// A file of the network is not loaded by code whose function is another by the same name.
func TestAnotherFunction(t *testing.T) {
	source, path := proof.Digits(20), t.TempDir()+"/model.safetensors"
	if err := proof.Run(t, lab.Fit, variants[0], source, proof.Config()).Save(path); err != nil {
		t.Fatal(err)
	}
	other := recipe("function", &graph.Function{Title: bent.Title, Value: math.Atan, Derivative: func(x float64) float64 { return 1 / (1 + x*x) }})
	_, err := models.LoadWith(path, models.LoadOptions{Recipe: &other})
	if err == nil || !strings.Contains(err.Error(), "computes something else") {
		t.Errorf("got %v, want an error", err)
	}
}

// A wrong derivative is found before the first step.
func TestWrongDerivative(t *testing.T) {
	wrong := recipe("function", &graph.Function{Title: "wrong", Value: math.Atan, Derivative: math.Cos})
	_, err := lab.Fit(context.Background(), &strings.Builder{}, wrong, proof.Digits(20), train.Config{Epochs: 1, Batch: 20, Seed: 1})
	if err == nil || !strings.Contains(err.Error(), "gradient") {
		t.Errorf("got %v, want an error about a gradient", err)
	}
}
