package train

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/pkg/errors"

	"digits/graph"
	"digits/graph/kernel"
	"digits/optim"
)

// ErrResume is the cause of errors about a checkpoint that is not of the training
// that is to go on from it.
var ErrResume = errors.New("cannot resume")

// Checkpoint is a training after a whole epoch: all that Fit needs to go on as if
// it had never stopped, to the same bits. It shares no memory with the training.
//
// It also knows what it is of: layers, loss, optimizer with its settings, seed,
// batch, augmentation and the images. Fit goes on only where these are the same.
// How many epochs are planned may differ, as far as a schedule does not depend
// on it.
type Checkpoint struct {
	Epoch     int    // whole epochs done
	Step      uint64 // steps done, of all epochs
	History   History
	Params    *graph.Params
	Optimizer optim.State

	model     map[string]string      // what its file says of the model
	callbacks map[string]optim.State // by the names that they choose
	taken     map[string]bool        // which of them have taken theirs back
	of        []fact                 // what it is a checkpoint of
}

// Put adds the state of a callback, which then finds it under the same name when
// the training is resumed. A callback does it at a *Snapshot.
func (c *Checkpoint) Put(name string, s optim.State) error {
	if _, twice := c.callbacks[name]; twice {
		return fmt.Errorf("train: checkpoint: got the state of two callbacks %q, want one", name)
	}
	if c.callbacks == nil {
		c.callbacks = map[string]optim.State{}
	}
	c.callbacks[name] = s
	return nil
}

// Take returns the state of a callback of that name. A callback does it at a
// *Begin with a checkpoint. All states must be taken: without a callback that has
// kept one, or with another, the training would not be the same.
func (c *Checkpoint) Take(name string) (optim.State, error) {
	s, ok := c.callbacks[name]
	if !ok {
		return s, fmt.Errorf("train: %w: the checkpoint has no state of %s: its training went without", ErrResume, name)
	}
	if c.taken == nil {
		c.taken = map[string]bool{}
	}
	c.taken[name] = true
	return s, nil
}

// checkTaken reports a state that no callback has taken.
func (c *Checkpoint) checkTaken() error {
	for name := range c.callbacks {
		if !c.taken[name] {
			return fmt.Errorf("train: %w: the checkpoint has the state of %s: go on with it, as the training began", ErrResume, name)
		}
	}
	return nil
}

// checkpoint makes one of the training as it is.
func (l *loop) checkpoint() (*Checkpoint, error) {
	state, err := l.Optimizer.(optim.Resumable).State()
	if err != nil {
		return nil, fmt.Errorf("train: checkpoint: %w", err)
	}
	c := &Checkpoint{
		Epoch: len(l.history), Step: l.stepper.clock.Step, History: slices.Clone(l.history),
		Params: l.model.Params.Clone(), Optimizer: state, of: l.of,
	}
	if c.model, err = l.model.Metadata(l.history[len(l.history)-1].Line()); err == nil {
		c.model[metaArithmetic] = kernel.Arithmetic()
	}
	return c, err
}

// OtherBits says that this machine, or what DIGITS_KERNEL asks of it, computes otherwise
// than the one that made the checkpoint, "" if it does not.
func (c *Checkpoint) OtherBits() string {
	had, has := c.model[metaArithmetic], kernel.Arithmetic()
	if had == "" || had == has {
		return ""
	}
	return fmt.Sprintf("its kernels were %s, these are %s: the last bits will differ from those of a training that was never stopped", had, has)
}

// keep sends a snapshot to the callbacks, then gives it to Keep.
func (l *loop) keep() error {
	if l.Keep == nil {
		return nil
	}
	c, err := l.checkpoint()
	if err != nil {
		return err
	}
	stop := l.send(&Snapshot{Checkpoint: c})
	if failed(stop) {
		return stop
	}
	return cmp.Or(l.Keep(c), stop)
}

// resume goes on from a checkpoint. The model and the optimizer change only if it
// fits.
func (l *loop) resume(c *Checkpoint) error {
	if err := sameFacts(c.of, l.of); err != nil {
		return err
	}
	if c.Epoch > l.Epochs {
		return fmt.Errorf("train: %w: the checkpoint has %d epochs done, this training is of %d: want at least as many", ErrResume, c.Epoch, l.Epochs)
	}
	if got, want := c.Params.Names(), l.model.Params.Names(); !slices.Equal(got, want) {
		return fmt.Errorf("train: %w: the checkpoint has the parameters %s, the model %s", ErrResume, strings.Join(got, ", "), strings.Join(want, ", "))
	}
	for name, t := range l.model.Params.All() {
		if got := c.Params.Get(name).Shape(); !slices.Equal(got, t.Shape()) {
			return fmt.Errorf("train: %w: the checkpoint's %s is %v, the model's %v", ErrResume, name, got, t.Shape())
		}
	}
	if err := l.checkTensors(c); err != nil {
		return err
	}
	if err := l.Optimizer.(optim.Resumable).Restore(c.Optimizer); err != nil {
		return fmt.Errorf("train: %w: %w", ErrResume, err)
	}
	for name, t := range l.model.Params.All() {
		copy(t.Float32s(), c.Params.Get(name).Float32s())
	}
	l.stepper.start()
	l.stepper.clock.Step, l.history = c.Step, slices.Clone(c.History)
	return nil
}

// checkTensors reports an optimizer's tensors that are not one a trained parameter. Those
// with a dot in their name are of a group of them.
func (l *loop) checkTensors(c *Checkpoint) error {
	o, err := l.model.Outline()
	if err != nil {
		return err
	}
	for name, list := range c.Optimizer.Tensors {
		if got, want := len(list), len(o.Trained); got != want && !strings.Contains(name, ".") {
			return fmt.Errorf("train: %w: the checkpoint's optimizer has %s of %d parameters, the model has %d", ErrResume, name, got, want)
		}
	}
	return nil
}
