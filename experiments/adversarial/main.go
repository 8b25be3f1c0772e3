// Command adversarial trains on images that are moved against the network by the fast
// gradient sign method (Goodfellow et al., 2015), and attacks it and a plain one so.
package main

import (
	"context"
	"fmt"
	"io"

	"digits/data"
	"digits/experiments/internal/lab"
	"digits/models"
	"digits/train"
)

const epsilon = 0.1 // of inputs from 0 to 1

func main() {
	plain, hard := models.KerasSmall, models.KerasSmall
	plain.Name, hard.Name = "plain", "adversarial"
	lab.Main(lab.Experiment{Name: "adversarial", Recipes: []models.Recipe{plain, hard}, Do: fit})
}

// moved makes a step of a batch's images, moved by epsilon within lo to hi.
func moved(epsilon, lo, hi float32) func(*train.Stepper, data.Batch) error {
	return func(s *train.Stepper, batch data.Batch) error {
		p, err := s.Run(batch)
		if err != nil {
			return err
		}
		lab.Move(p, epsilon, lo, hi)
		if err := s.Again(p); err != nil {
			return err
		}
		return s.Update(p.Gradients())
	}
}

func fit(ctx context.Context, w io.Writer, r models.Recipe, source *data.Source, c train.Config) (*models.Model, error) {
	if r.Name == "adversarial" {
		c.Step, c.InputGradient = moved(epsilon, 0, 1), true
	}
	m, err := lab.Fit(ctx, w, r, source, c)
	if err != nil {
		return nil, err
	}
	attacked, err := train.EvaluateWith(ctx, m, source.Test, train.Evaluation{Write: lab.Attack(epsilon), InputGradient: true})
	fmt.Fprintf(w, "attacked: loss %.4f, accuracy %.4f\n", attacked.Loss, attacked.Accuracy)
	return m, err
}
