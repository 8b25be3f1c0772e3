package main

import (
	"bytes"
	"fmt"
	"math"
	"testing"

	"digits/experiments/internal/proof"
	"digits/graph"
	"digits/internal/reference"
)

// It prints what the trained model says.
func TestCurvature(t *testing.T) {
	source, r := proof.Digits(40), network("fast", 0.5)
	m := proof.Holds(t, measured(20, 1), r, source)
	var printed bytes.Buffer
	if _, err := measured(20, 3)(t.Context(), &printed, r, source, proof.Config()); err != nil {
		t.Fatal(err)
	}
	after, err := sharpest(m, take(source.Train.Slice(0, 20), m.Scale), random(m, 1), 3)
	if want := fmt.Sprintf("and is %.3f\n", after); err != nil || !bytes.Contains(printed.Bytes(), []byte(want)) {
		t.Errorf("got %v, want %q in %s", err, want, &printed)
	}
}

// From the recorded direction the estimates are PyTorch's, and the last is the largest
// eigenvalue of the Hessian that it wrote out.
func TestEigenvalueIsTheirs(t *testing.T) {
	want := reference.Case[struct {
		Power   map[int]float64 `json:"power_iteration"`
		Largest []float64       `json:"eigenvalues_largest"`
	}](t, "torch", "second-derivative-torch")
	m := reference.Model(t, reference.Plain(graph.Tanh))
	x := graph.Examples{}
	for i := range reference.Batch * reference.Inputs {
		x.Inputs = append(x.Inputs, reference.Uniform(1, i))
	}
	for _, label := range reference.Set().Labels[:reference.Batch] {
		x.Labels = append(x.Labels, int32(label))
	}
	for iterations, value := range map[int]float64{1: want.Power[1], 10: want.Power[10], 100: want.Largest[0]} {
		u, at := map[string][]float64{}, 0
		for name, w := range m.Params.All() {
			for range w.DataSize() {
				u[name] = append(u[name], 2*reference.Uniform(6, at)-1)
				at++
			}
		}
		if got, err := sharpest(m, x, u, iterations); err != nil || !(math.Abs(got-value) <= 1e-8) {
			t.Errorf("after %d iterations it is %v, want %v (%v)", iterations, got, value, err)
		}
	}
}
