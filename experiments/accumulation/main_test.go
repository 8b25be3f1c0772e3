package main

import (
	"iter"
	"testing"

	"digits/data"
	"digits/experiments/internal/proof"
	"digits/graph"
	"digits/internal/reference"
	"digits/models"
	"digits/train"
)

func TestAccumulation(t *testing.T) {
	proof.Holds(t, fit, models.KerasSmall, proof.Digits(70)) // the last batch has 6
}

// Four parts of two examples are PyTorch's four backward passes.
func TestPartsAreTheirs(t *testing.T) {
	m := reference.Model(t, reference.Plain(nil))
	reference.Follow(t, &train.Stepper{Model: m}, inParts(2), reference.Case[reference.Result](t, "torch", "accumulate-torch"), nil)
	whole := reference.Model(t, reference.Plain(nil))
	reference.Follow(t, &train.Stepper{Model: whole}, reference.Plainly, reference.Case[reference.Result](t, "torch", "accumulate-torch"), nil)
}

// Four parts of eight, each normalised by itself: the running statistics change four
// times a step.
func TestNormalizedPartsAreTheirs(t *testing.T) {
	r := reference.Plain(nil)
	r.Layers = graph.Sequential{
		graph.Dense{Units: reference.Hidden}, graph.BatchNorm{Momentum: 0.9, Epsilon: 1e-5, Unbiased: true}, graph.ReLU, graph.Dense{Units: graph.Classes},
	}
	m := reference.Model(t, r)
	want := reference.Case[reference.Result](t, "torch", "accumulate-batch-norm-torch")
	var order []int // of 50 steps of four parts: the set again and again
	for i := range reference.Steps * 4 * reference.Batch {
		order = append(order, i%reference.Rows)
	}
	next, stop := iter.Pull(reference.Set().Batches(order, 4*reference.Batch))
	defer stop()
	reference.Follow(t, &train.Stepper{Model: m}, func(s *train.Stepper, _ data.Batch) error {
		batch, _ := next()
		return inParts(reference.Batch)(s, batch)
	}, want, nil)
}
