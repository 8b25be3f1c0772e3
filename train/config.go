package train

import (
	"errors"
	"fmt"

	"gorgonia.org/gorgonia"

	"digits/data"
	"digits/data/augment"
	"digits/models"
	"digits/optim"
)

// Config says how a model is trained.
type Config struct {
	Epochs, Batch int
	Optimizer     gorgonia.Solver
	Seed          uint64           // of the order of the examples, of dropout and of augmentation
	Augment       augment.Settings // of the training images; zero leaves them as they are
	Validation    *data.Set        // evaluated after each epoch; nil for none
	Callbacks     []Callback

	// Write gives a batch to a program, in training and validation; nil: Default.
	Write Write

	// Step makes one step of a batch, of which Begin has been called; nil: run, and let
	// the optimizer step. It keeps nothing between steps that a resumed training would
	// miss, but in a callback that puts it into the checkpoints.
	Step func(s *Stepper, batch data.Batch) error

	// InputGradient has the programs compute the gradient by the input, and Taps the
	// values of layers, in training and validation: for Step, Write and Measures.
	InputGradient bool
	Taps          []string

	Measures []Measure // metrics of one's own

	// Unchecked leaves out what graph.Guard checks of operations of gorgonia's own,
	// before the first step.
	Unchecked bool

	// Keep, if not nil, gets a checkpoint after each epoch, when the callbacks
	// have seen its end. An error ends the training.
	Keep func(*Checkpoint) error

	// Resume, if not nil, is where to go on: the rest of the epochs gives the
	// weights and the history, times apart, that all would have given. The model
	// gets its weights; the optimizer and the callbacks are new ones, with the
	// settings that they had.
	Resume *Checkpoint

	// Checksums are those that data.SHA256 gives of the sets, for who trains on them
	// more often: a checkpoint has them, and they take time. What is not among them
	// is computed.
	Checksums map[*data.Set]string

	ownStep bool // Step was given
}

func (c Config) check(m *models.Model, set *data.Set) error {
	switch {
	case c.Epochs < 1 || c.Batch < 1:
		return fmt.Errorf("train: got %d epochs, batch %d, want at least 1", c.Epochs, c.Batch)
	case c.Optimizer == nil:
		return errors.New("train: there is no optimizer")
	case m.Loss == nil:
		return errors.New("train: the model has no loss to train by")
	}
	if err := checkMeasures(c.Measures); err != nil {
		return err
	}
	o, err := m.Outline()
	if err != nil {
		return err
	}
	if err := optim.Check(c.Optimizer, o.Trained); err != nil {
		return fmt.Errorf("train: %w", err)
	}
	for _, s := range []*data.Set{set, c.Validation} {
		if s == nil && s != set {
			continue // no validation
		}
		if err := m.Fits(s); err != nil {
			return err
		}
		if c.Write == nil {
			if err := checkTargets(m, s); err != nil {
				return err
			}
		}
	}
	return nil
}
