package train

import "fmt"

// NotFiniteError says that a loss came out as NaN or infinite. The step in
// question has not been made.
type NotFiniteError struct {
	Epoch, Step int
	Loss        float64
	Where       string // what is not finite first, from the input on; "" if only the loss
}

// Error says where the training stopped and what to try.
func (e *NotFiniteError) Error() string {
	where := e.Where
	if where == "" {
		where = "the loss itself, all layers' outputs are finite"
	}
	return fmt.Sprintf("train: epoch %d, step %d: the loss is %v; not finite first: %s: try a smaller learning rate",
		e.Epoch, e.Step, e.Loss, where)
}
