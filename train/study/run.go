package study

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"digits/graph/kernel"
	"digits/models"
	"digits/train"
)

// Run does a job on one core: it trains the trial's network and validates it after
// each epoch, which it then reports to progress, if that is not nil. It goes on
// from the checkpoint of the rung before, if files has it, and puts there its own
// checkpoint, or the model if the job is the trial's last; files may be nil, and
// what it fails to keep is no error. A training that cannot go on is a Result
// with Failed, and has no model; errors are those of the context and of a job
// that is not of this program's version or data.
func Run(ctx context.Context, job Job, d *Data, files Files, progress func(epoch int)) (Record, *models.Model, error) {
	defer kernel.OneCore()()
	began := time.Now()
	result, m, err := run(ctx, job, d, files, progress)
	if err != nil {
		return Record{}, nil, err
	}
	now := time.Now()
	return Record{Result: result, Seconds: now.Sub(began).Seconds(), Finished: now.UTC()}, m, nil
}

// run is Run on as many cores as there are.
func run(ctx context.Context, job Job, d *Data, files Files, progress func(epoch int)) (Result, *models.Model, error) {
	if err := d.Check(job.Plan); err != nil {
		return Result{}, nil, err
	}
	result := Result{JobID: job.ID()}
	t, err := prepare(job, d)
	if err != nil {
		result.Failed = err.Error()
		return result, nil, nil
	}
	err = t.fit(ctx, files, progress)
	if stopped(ctx, err) {
		return Result{}, nil, err
	}
	result.Parameters = t.model.Params.Count()
	result.add(t.history)
	if err != nil {
		result.Failed = reason(err)
		return result, nil, nil
	}
	result.Weights = weightsSHA256(t.model)
	t.keep(ctx, files)
	return result, t.model, ctx.Err()
}

// stopped tells whether an error is due to the context.
func stopped(ctx context.Context, err error) bool {
	return err != nil && (ctx.Err() != nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded))
}

// reason is why a training could not go on, in few words.
func reason(err error) string {
	var loss *train.NotFiniteError
	if errors.As(err, &loss) && !loss.Finite() {
		return fmt.Sprintf("the loss is %v in epoch %d, step %d", loss.Loss, loss.Epoch, loss.Step)
	}
	return err.Error()
}

// training is a job under way.
type training struct {
	job        Job
	data       *Data
	recipe     models.Recipe
	split      split
	model      *models.Model
	config     train.Config
	history    train.History
	checkpoint *train.Checkpoint // after the last epoch, if another job may go on from there
}

// prepare makes all that a job needs. What it refuses, the study should have.
func prepare(job Job, d *Data) (t *training, err error) {
	t = &training{job: job, data: d}
	if most := min(job.Trial.Settings.Epochs, maxEpochs); job.Epochs < 1 || job.Epochs > most {
		return nil, fmt.Errorf("epochs: got %d, want 1 to %d", job.Epochs, most)
	}
	if t.split, err = d.split(job.Plan.Validation); err != nil {
		return nil, err
	}
	if t.recipe, err = job.Trial.Settings.Recipe(); err != nil {
		return nil, err
	}
	set := t.split.train
	if err := fits(t.recipe, set); err != nil {
		return nil, err
	}
	if t.model, err = train.NewModel(t.recipe, set, job.Trial.Seed); err != nil {
		return nil, err
	}
	t.config, err = train.Recipe(t.recipe, set.Len(), job.Trial.Seed)
	return t, err
}

// fit trains until the job's last epoch: from the rung before if its checkpoint is
// there and fits, else from the start.
func (t *training) fit(ctx context.Context, files Files, progress func(epoch int)) error {
	if before := getCheckpoint(ctx, files, t.job); before != nil {
		err := t.fitFrom(ctx, before, progress)
		if !errors.Is(err, train.ErrResume) {
			return err
		}
		again, err := prepare(t.job, t.data)
		if err != nil {
			return err
		}
		*t = *again
	}
	return t.fitFrom(ctx, nil, progress)
}

func (t *training) fitFrom(ctx context.Context, before *train.Checkpoint, progress func(epoch int)) (err error) {
	var failed error
	watch := func(e train.Event) error {
		end, ok := e.(*train.EpochEnd)
		if !ok {
			return nil
		}
		if v := end.Log.ValLoss; math.IsNaN(v) || math.IsInf(v, 0) {
			failed = fmt.Errorf("the validation loss is %v after epoch %d", v, end.Epoch)
			return train.ErrStop
		}
		if progress != nil {
			progress(end.Epoch)
		}
		return nil
	}
	config := t.config
	config.Epochs, config.Validation = t.job.Epochs, t.split.validation
	config.Callbacks, config.Resume = []train.Callback{watch}, before
	if before != nil || !t.job.last() {
		config.Checksums = t.split.checksums()
	}
	if !t.job.last() {
		config.Keep = func(c *train.Checkpoint) error {
			t.checkpoint = c
			return nil
		}
	}
	t.history, err = train.Fit(ctx, t.model, t.split.train, config)
	if failed != nil {
		t.history = t.history[:len(t.history)-1] // JSON has no such numbers
		return failed
	}
	return err
}

// keep puts there what later jobs, or the study's end, will ask for.
func (t *training) keep(ctx context.Context, files Files) {
	switch {
	case files == nil:
	case t.job.last():
		t.model.Last = t.history[len(t.history)-1].Line()
		putModel(ctx, files, t.job, t.model)
	case t.checkpoint != nil:
		putCheckpoint(ctx, files, t.job, t.checkpoint)
	}
}
