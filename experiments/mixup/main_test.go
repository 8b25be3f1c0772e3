package main

import (
	"testing"

	"digits/experiments/internal/proof"
	"digits/graph"
	"digits/internal/reference"
	"digits/train"
)

func TestMixup(t *testing.T) {
	proof.Holds(t, fit, recipe, proof.Digits(70))
}

// With the recorded shares and partners the steps are PyTorch's.
func TestMixedStepsAreTheirs(t *testing.T) {
	r := reference.Plain(nil)
	r.Loss = graph.CategoricalCrossentropy{From: graph.FromLogits}
	step := -1
	s := &train.Stepper{Model: reference.Model(t, r), Write: func(f *train.Feed) error {
		step++
		return mixed(f, float32(reference.Uniform(5, step)), []int{3, 4, 5, 6, 7, 0, 1, 2})
	}}
	reference.Follow(t, s, reference.Plainly, reference.Case[reference.Result](t, "torch", "mixup-torch"), nil)
}
