// Package train runs the TapeMachine loop: Fit trains a model, Evaluate tests
// one. It prints nothing by itself: it sends events to callbacks, of which the
// package has some that print to a writer or record to a file.
package train

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"gorgonia.org/gorgonia"

	"digits/data"
	"digits/data/augment"
	"digits/graph"
	"digits/models"
	"digits/optim"
)

// ErrStop is what a callback returns to end the training before its last epoch.
var ErrStop = errors.New("train: stopped by a callback")

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

// Fit trains the model on the set and returns the history. When the context is
// done it ends after the present step and returns the context's error with the
// history of the whole epochs; the model keeps what it has learnt.
func Fit(ctx context.Context, m *models.Model, set *data.Set, c Config) (History, error) {
	if err := c.check(m, set); err != nil {
		return nil, err
	}
	m.Optimizer = optim.Describe(c.Optimizer) // before a checkpoint or a schedule changes its rate
	l, err := newLoop(m, set, c)
	if err != nil {
		return nil, err
	}
	defer l.stepper.Close()
	err = l.begin()
	for epoch := len(l.history) + 1; epoch <= c.Epochs && err == nil; epoch++ {
		err = l.epoch(ctx, epoch)
	}
	if err == nil || errors.Is(err, ErrStop) {
		err = l.send(&End{History: l.history})
	}
	if errors.Is(err, ErrStop) {
		err = nil
	}
	return l.history, err
}

// loop is the state of one training.
type loop struct {
	Config
	model   *models.Model
	set     *data.Set
	stepper *Stepper
	guarded graph.Guarded
	order   []int
	history History
	stepEnd StepEnd // reused, so that a step allocates nothing
	of      []fact  // for checkpoints
}

func newLoop(m *models.Model, set *data.Set, c Config) (*loop, error) {
	l := &loop{Config: c, model: m, set: set, stepper: &Stepper{
		Model: m, Optimizer: c.Optimizer, Write: c.Write, Seed: c.Seed, Measures: c.Measures,
		Options: graph.Options{InputGradient: c.InputGradient, Taps: c.Taps},
	}}
	var err error
	if l.stepper.augmented, err = newAugmented(c.Augment, set, c.Seed); err != nil {
		return nil, err
	}
	l.ownStep = l.Step != nil
	if !l.ownStep {
		l.Step = (*Stepper).plain
	}
	if !c.Unchecked {
		l.guarded, err = m.Guard(c.Seed)
	}
	return l, err
}

// begin sends a *Begin, if it is to be resumed with the checkpoint that fits.
func (l *loop) begin() error {
	b := &Begin{Train: l.set, Validation: l.Validation, Epochs: l.Epochs, Batch: l.Batch, Seed: l.Seed, Guarded: l.guarded}
	for _, m := range l.Measures {
		b.Measures = append(b.Measures, m.Name)
	}
	if l.Keep == nil && l.Resume == nil {
		return l.send(b)
	}
	var err error
	if l.of, err = l.facts(); err != nil {
		return err
	}
	if l.Resume == nil {
		return l.send(b)
	}
	if err := l.resume(l.Resume); err != nil {
		return err
	}
	resumed := *l.Resume
	resumed.taken = nil
	b.Resumed = &resumed
	stop := l.send(b)
	if failed(stop) {
		return stop
	}
	return cmp.Or(resumed.checkTaken(), stop)
}

// failed reports an error that is more than a wish to stop.
func failed(err error) bool { return err != nil && !errors.Is(err, ErrStop) }

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

func (l *loop) epoch(ctx context.Context, epoch int) error {
	start := time.Now()
	steps := (l.set.Len() + l.Batch - 1) / l.Batch
	if err := l.send(&EpochBegin{Epoch: epoch, Epochs: l.Epochs, Steps: steps}); err != nil {
		return err
	}
	l.order = data.Order(l.set.Len(), l.Seed, epoch, l.order)
	l.stepEnd = StepEnd{Epoch: epoch, Steps: steps, Measured: l.stepEnd.Measured}
	s := l.stepper
	s.epoch, s.step = epoch, 0
	s.tally.reset()
	for batch := range l.set.Batches(l.order, l.Batch) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := l.train(batch); err != nil {
			return err
		}
	}
	if err := s.ruined(); err != nil {
		return err
	}
	log := Log{Epoch: epoch, Loss: s.tally.meanLoss(), Unclassified: !s.tally.classified, Measured: s.tally.means(nil, l.Measures)}
	if s.tally.classified {
		log.Accuracy = s.tally.accuracy()
	}
	return l.endEpoch(ctx, log, start, steps)
}

// endEpoch validates, tells of the epoch, and keeps a checkpoint. Whatever fails, who has
// changed the weights for the evaluation is told of its end.
func (l *loop) endEpoch(ctx context.Context, log Log, start time.Time, steps int) error {
	stop := l.send(&EvaluationBegin{Epoch: log.Epoch})
	if !failed(stop) {
		stop = worse(stop, l.evaluate(ctx, log, start, steps))
	}
	if stop = worse(stop, l.send(&EvaluationEnd{Epoch: log.Epoch})); failed(stop) {
		return stop
	}
	return cmp.Or(l.keep(), stop)
}

// evaluate validates and tells of the epoch.
func (l *loop) evaluate(ctx context.Context, log Log, start time.Time, steps int) error {
	if l.Validation != nil {
		r, err := EvaluateWith(ctx, l.model, l.Validation, Evaluation{Write: l.Write, Taps: l.Taps, Measures: l.Measures, InputGradient: l.InputGradient})
		if err != nil {
			return err
		}
		log.Validated, log.ValLoss, log.ValAccuracy, log.ValMeasured = true, r.Loss, r.Accuracy, r.Measured
	}
	log.Seconds = time.Since(start).Seconds()
	l.history = append(l.history, log)
	return l.send(&EpochEnd{Epoch: log.Epoch, Epochs: l.Epochs, Steps: steps, Log: log})
}

// worse returns the first error that is a failure, else the first wish to stop.
func worse(a, b error) error {
	if !failed(a) && failed(b) {
		return b
	}
	return cmp.Or(a, b)
}

// train makes one step.
func (l *loop) train(batch data.Batch) error {
	s := l.stepper
	s.Begin()
	if err := l.Step(s, batch); err != nil {
		return err
	}
	if s.examples == 0 {
		return fmt.Errorf("train: epoch %d, step %d: the step has run no batch: call Run", s.epoch, s.step)
	}
	e := &l.stepEnd
	e.Step, e.Examples, e.Loss = s.step, s.examples, s.loss
	e.EpochLoss, e.Unclassified = s.tally.meanLoss(), !s.tally.classified
	if s.tally.classified {
		e.EpochAccuracy = s.tally.accuracy()
	}
	e.Measured = s.tally.means(e.Measured, l.Measures)
	return l.send(e)
}

func (l *loop) send(e Event) (stop error) {
	for _, call := range l.Callbacks {
		err := call(e)
		if errors.Is(err, ErrStop) {
			stop, err = err, nil
		}
		if err != nil {
			return err
		}
	}
	return stop
}
