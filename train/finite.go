package train

import (
	"fmt"
	"math"
)

// NotFiniteError says that a loss came out as NaN or infinite, and then the step in
// question has not been made, or that after an epoch's last step a weight is.
type NotFiniteError struct {
	Epoch, Step int
	Loss        float64
	Where       string // what is not finite first, from the input on; "" if only the loss
}

// Finite reports whether the loss was, and a weight is not.
func (e *NotFiniteError) Finite() bool { return !math.IsNaN(e.Loss) && !math.IsInf(e.Loss, 0) }

// Error says where the training stopped and what to try.
func (e *NotFiniteError) Error() string {
	if e.Finite() {
		return fmt.Sprintf("train: epoch %d: its last step, %d, has ruined the weights: %s: try a smaller learning rate", e.Epoch, e.Step, e.Where)
	}
	where := e.Where
	if where == "" {
		where = "the loss itself, all layers' outputs are finite"
	}
	return fmt.Sprintf("train: epoch %d, step %d: the loss is %v; not finite first: %s: try a smaller learning rate",
		e.Epoch, e.Step, e.Loss, where)
}

// ruined reports weights that are not finite after the epoch's last step.
func (s *Stepper) ruined() error {
	if err := s.Model.CheckFinite(); err != nil {
		return &NotFiniteError{Epoch: s.epoch, Step: s.step, Loss: s.loss, Where: err.Error()}
	}
	return nil
}
