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

	"digits/data"
	"digits/graph"
	"digits/models"
	"digits/optim"
)

// ErrStop is what a callback returns to end the training before its last epoch.
var ErrStop = errors.New("train: stopped by a callback")

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
	e.Instructions = s.feed.Program.Instructions()
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
