package main

import (
	"testing"

	"digits/data"
	"digits/experiments/internal/proof"
	"digits/internal/reference"
	"digits/models"
	"digits/train"
)

func TestSAM(t *testing.T) {
	proof.Holds(t, fit, models.KerasSmall, proof.Digits(70))
}

// The steps are PyTorch's, and the losses beside the weights too.
func TestStepsAreTheirs(t *testing.T) {
	want := reference.Case[struct {
		reference.Result
		Perturbed []float64 `json:"loss_perturbed"` // of steps 0, 1, 2 and the last
	}](t, "torch", "sam-torch")
	s, step := &train.Stepper{Model: reference.Model(t, reference.Plain(nil))}, 0
	var perturbed []float64
	reference.Follow(t, s, func(s *train.Stepper, batch data.Batch) error {
		err := sharpnessAware(0.05)(s, batch)
		if step++; step <= 3 || step == reference.Steps {
			perturbed = append(perturbed, reference.LastRun(s))
		}
		return err
	}, want.Result, nil)
	for i, loss := range want.Perturbed {
		reference.Near(t, "the loss beside", perturbed[i], loss)
	}
}
