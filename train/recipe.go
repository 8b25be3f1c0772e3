package train

import (
	"fmt"

	"digits/models"
	"digits/optim"
	"digits/optim/schedule"
)

// CompleteOptimizer fills in what a recipe decides about its optimizer: its
// library's form, Adam's learning rate, and the schedule if the choice has none.
func CompleteOptimizer(r models.Recipe, c optim.Choice) optim.Choice {
	if r.Adam.EpsilonHat {
		c.Form = optim.Keras
	}
	if c.Schedule == "" {
		c.Schedule = r.Schedule
	}
	if c.Name == "adam" {
		c.LearningRate = r.Adam.LearningRate
	}
	return c
}

// NewOptimizer makes the optimizer of a complete choice for training a recipe on so
// many images.
func NewOptimizer(r models.Recipe, c optim.Choice, images int) (optim.Optimizer, error) {
	epoch := (images + r.Batch - 1) / r.Batch
	steps := epoch * r.Epochs
	if c.Warmup >= steps && c.Warmup > 0 {
		return nil, fmt.Errorf("train: -warmup: got %d steps, want less than the training's %d", c.Warmup, steps)
	}
	return c.New(schedule.Length{Epoch: epoch, Total: steps})
}
