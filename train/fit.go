// Package train runs the TapeMachine loop: Fit trains a model, Evaluate tests
// one. It prints nothing by itself: it sends events to callbacks, of which the
// package has some that print to a writer or record to a file.
package train

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"gorgonia.org/gorgonia"

	"digits/data"
	"digits/data/augment"
	"digits/graph"
	"digits/graph/kernel"
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
}

// Fit trains the model on the set and returns the history. When the context is
// done it ends after the present step and returns the context's error with the
// history of the whole epochs; the model keeps what it has learnt.
func Fit(ctx context.Context, m *models.Model, set *data.Set, c Config) (History, error) {
	if err := c.check(m, set); err != nil {
		return nil, err
	}
	m.Optimizer = optim.Describe(c.Optimizer) // before a checkpoint or a schedule changes its rate
	a, err := newAugmented(c.Augment, set, c.Seed)
	if err != nil {
		return nil, err
	}
	l := &loop{Config: c, model: m, set: set, clock: &graph.Clock{Seed: c.Seed}, augmented: a, programs: map[int]*graph.Program{}}
	defer l.close()
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

// begin sends a *Begin, if it is to be resumed with the checkpoint that fits.
func (l *loop) begin() error {
	b := &Begin{Train: l.set, Validation: l.Validation, Epochs: l.Epochs, Batch: l.Batch, Seed: l.Seed}
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
	if c.Epochs < 1 || c.Batch < 1 {
		return fmt.Errorf("train: got %d epochs, batch %d, want at least 1", c.Epochs, c.Batch)
	}
	if c.Optimizer == nil {
		return errors.New("train: there is no optimizer")
	}
	if c.Validation != nil {
		if err := m.Fits(c.Validation); err != nil {
			return err
		}
	}
	if err := m.Fits(set); err != nil {
		return err
	}
	if err := optim.Check(c.Optimizer, m.Params.Names()); err != nil {
		return fmt.Errorf("train: %w", err)
	}
	return nil
}

// loop is the state of one training.
type loop struct {
	Config
	model     *models.Model
	set       *data.Set
	clock     *graph.Clock
	augmented *augmented             // nil for none
	programs  map[int]*graph.Program // by batch size: the full one, and the last of an epoch
	order     []int
	labels    []int32
	history   History
	step      StepEnd // reused, so that a step allocates nothing
	of        []fact  // for checkpoints
}

func (l *loop) epoch(ctx context.Context, epoch int) error {
	start := time.Now()
	steps := (l.set.Len() + l.Batch - 1) / l.Batch
	if err := l.send(&EpochBegin{Epoch: epoch, Epochs: l.Epochs, Steps: steps}); err != nil {
		return err
	}
	l.order = data.Order(l.set.Len(), l.Seed, epoch, l.order)
	l.step = StepEnd{Epoch: epoch, Steps: steps}
	var sum tally
	for batch := range l.set.Batches(l.order, l.Batch) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := l.train(batch, &sum); err != nil {
			return err
		}
	}
	log := Log{Epoch: epoch, Loss: sum.meanLoss(), Accuracy: sum.accuracy()}
	if l.Validation != nil {
		r, err := Evaluate(ctx, l.model, l.Validation)
		if err != nil {
			return err
		}
		log.Validated, log.ValLoss, log.ValAccuracy = true, r.Loss, r.Accuracy
	}
	log.Seconds = time.Since(start).Seconds()
	l.history = append(l.history, log)
	stop := l.send(&EpochEnd{Epoch: epoch, Epochs: l.Epochs, Steps: steps, Log: log})
	if failed(stop) {
		return stop
	}
	return cmp.Or(l.keep(), stop)
}

// train makes one step.
func (l *loop) train(batch data.Batch, sum *tally) error {
	p, err := l.program(batch.Len())
	if err != nil {
		return err
	}
	labels := l.labels[:batch.Len()]
	if l.augmented != nil {
		l.augmented.write(p, l.model, batch, labels, l.step.Epoch)
	} else {
		Write(p, l.model, batch, labels)
	}
	l.clock.Step++
	l.step.Step++
	if err := p.Run(); err != nil {
		return err
	}
	loss := p.Loss()
	if math.IsNaN(loss) || math.IsInf(loss, 0) {
		return l.notFinite(p, loss, batch.Len())
	}
	if err := l.Optimizer.Step(p.Gradients()); err != nil {
		return fmt.Errorf("train: epoch %d, step %d: %w", l.step.Epoch, l.step.Step, err)
	}
	sum.add(loss, kernel.Correct(len(labels), l.model.Classes, p.Output(), labels), len(labels))
	l.step.Examples, l.step.Loss = len(labels), loss
	l.step.EpochLoss, l.step.EpochAccuracy = sum.meanLoss(), sum.accuracy()
	return l.send(&l.step)
}

// program returns the training program for a batch size, made at its first use.
func (l *loop) program(batch int) (*graph.Program, error) {
	if p := l.programs[batch]; p != nil {
		return p, nil
	}
	p, err := l.model.Compile(graph.Training, batch, l.model.Loss, l.clock)
	if err != nil {
		return nil, err
	}
	l.programs[batch] = p
	l.labels = make([]int32, max(batch, len(l.labels)))
	return p, nil
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

func (l *loop) close() {
	l.augmented.close()
	for _, p := range l.programs {
		p.Close()
	}
}

// tally sums over the examples seen.
type tally struct {
	loss              float64
	correct, examples int
}

func (t *tally) add(meanLoss float64, correct, examples int) {
	t.loss += meanLoss * float64(examples)
	t.correct += correct
	t.examples += examples
}

func (t *tally) meanLoss() float64 { return t.loss / float64(t.examples) }
func (t *tally) accuracy() float64 { return float64(t.correct) / float64(t.examples) }
