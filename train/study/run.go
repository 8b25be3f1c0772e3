package study

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"digits/models"
	"digits/train"
)

// Run does a job: it trains the trial's network and validates it after each
// epoch, which it then reports to progress, if that is not nil. Settings whose
// training cannot go on are a Result with Failed, not an error; errors are those
// of the context and of a job that is not of this program's version or data.
// files may be nil.
func Run(ctx context.Context, job Job, d *Data, files Files, progress func(epoch int)) (Record, *models.Model, error) {
	began := time.Now()
	result, m, err := run(ctx, job, d, progress)
	if err != nil {
		return Record{}, nil, err
	}
	return Record{Result: result, Seconds: time.Since(began).Seconds(), Finished: time.Now().UTC()}, m, nil
}

func run(ctx context.Context, job Job, d *Data, progress func(epoch int)) (Result, *models.Model, error) {
	result := Result{JobID: job.ID()}
	if err := d.Check(job.Plan); err != nil {
		return result, nil, err
	}
	recipe, err := job.Trial.Settings.Recipe()
	if err != nil {
		return result, nil, err
	}
	set, validation, err := d.Train.Tail(job.Plan.Validation)
	if err != nil {
		return result, nil, err
	}
	m, err := models.New(recipe, set.Height, set.Width, set.Classes, job.Trial.Seed)
	if err != nil {
		return result, nil, err
	}
	optimizer, err := train.NewOptimizer(recipe, train.CompleteOptimizer(recipe, job.Trial.Settings.choice()), set.Len())
	if err != nil {
		return result, nil, err
	}
	history, err := train.Fit(ctx, m, set, train.Config{
		Epochs: job.Epochs, Batch: recipe.Batch, Seed: job.Trial.Seed,
		Optimizer: optimizer, Augment: recipe.Augment, Validation: validation,
		Callbacks: []train.Callback{func(e train.Event) error {
			if end, ok := e.(*train.EpochEnd); ok && progress != nil {
				progress(end.Epoch)
			}
			return nil
		}},
	})
	var diverged *train.NotFiniteError
	if err != nil && !errors.As(err, &diverged) {
		return result, nil, err
	}
	result.Parameters = m.Params.Count()
	for _, log := range history {
		result.History = append(result.History, Epoch{log.Epoch, log.Accuracy, log.Loss, log.ValAccuracy, log.ValLoss})
	}
	if n := len(result.History); n > 0 {
		last := result.History[n-1]
		result.Accuracy, result.Loss, result.ValAccuracy, result.ValLoss = last.Accuracy, last.Loss, last.ValAccuracy, last.ValLoss
	}
	if diverged != nil {
		result.Failed = fmt.Sprintf("the loss is %v in epoch %d, step %d", diverged.Loss, diverged.Epoch, diverged.Step)
		return result, nil, nil
	}
	result.Weights = weightsSHA256(m)
	return result, m, nil
}

// weightsSHA256 is that of the parameters' names, shapes and values, little-endian.
func weightsSHA256(m *models.Model) string {
	h := sha256.New()
	for _, a := range m.Weights() {
		fmt.Fprintf(h, "%s %v\n", a.Name, a.Shape)
		binary.Write(h, binary.LittleEndian, a.Values)
	}
	return hex.EncodeToString(h.Sum(nil))
}
