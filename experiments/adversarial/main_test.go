package main

import (
	"math"
	"testing"

	"digits/data"
	"digits/experiments/internal/lab"
	"digits/experiments/internal/proof"
	"digits/graph"
	"digits/internal/reference"
	"digits/models"
	"digits/train"
)

// Trained on moved images a network loses less when it is attacked than a plain one.
func TestAdversarial(t *testing.T) {
	source := proof.Digits(70)
	plain, hard := models.KerasSmall, models.KerasSmall
	plain.Name, hard.Name = "plain", "adversarial"
	drop := func(m *models.Model) float64 {
		attacked, err := train.EvaluateWith(t.Context(), m, source.Test, train.Evaluation{Write: lab.Attack(epsilon), InputGradient: true})
		if err != nil {
			t.Fatal(err)
		}
		still, err := train.Evaluate(t.Context(), m, source.Test)
		if err != nil || attacked.Loss <= still.Loss {
			t.Errorf("the loss is %v, attacked %v (%v)", still.Loss, attacked.Loss, err)
		}
		return attacked.Loss - still.Loss
	}
	before := drop(proof.Run(t, fit, plain, source, proof.Config()))
	if after := drop(proof.Holds(t, fit, hard, source)); after >= before {
		t.Errorf("attacked it loses %v, a plain network %v", after, before)
	}
}

// Where nothing bounds the inputs, the steps are PyTorch's.
func TestMovedStepsAreTheirs(t *testing.T) {
	want := reference.Case[struct {
		reference.Result
		Clean    []float64   `json:"loss_clean"` // of steps 0, 1, 2 and the last
		Gradient [][]float64 `json:"input_gradient"`
	}](t, "torch", "fgsm-torch")
	m := reference.Model(t, reference.Plain(nil))
	s, steps := &train.Stepper{Model: m, Options: graph.Options{InputGradient: true}}, 0
	var clean []float64
	step := moved(0.05, float32(math.Inf(-1)), float32(math.Inf(1)))
	reference.Follow(t, s, func(s *train.Stepper, batch data.Batch) error {
		err := step(s, batch)
		if steps++; steps <= 3 || steps == reference.Steps {
			clean = append(clean, s.Loss())
		}
		return err
	}, want.Result, reference.LastRun)
	for i, loss := range want.Clean {
		reference.Near(t, "the loss of what is not moved", clean[i], loss)
	}
	p, err := (&train.Stepper{Model: reference.Model(t, reference.Plain(nil)), Options: graph.Options{InputGradient: true}}).Run(first())
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range want.Gradient {
		reference.Numbers(t, "the gradient by the inputs", p.InputGradient()[i*reference.Inputs:(i+1)*reference.Inputs], row)
	}
}

// first is the batch of the first step.
func first() (batch data.Batch) {
	for _, batch = range reference.All(reference.Set()) {
		break
	}
	return batch
}
