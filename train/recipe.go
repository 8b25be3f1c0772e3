package train

import (
	"digits/models"
	"digits/optim"
	"digits/optim/schedule"
)

// NewOptimizer makes the recipe's optimizer for training on so many images: a
// schedule goes until the end of the recipe's epochs. Errors are those of
// optim.Choice.New.
func NewOptimizer(r models.Recipe, images int) (optim.Optimizer, error) {
	epoch := (images + r.Batch - 1) / r.Batch
	return r.Optimizer.New(schedule.Length{Epoch: epoch, Total: epoch * r.Epochs})
}
