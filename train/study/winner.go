package study

import (
	"context"
	"errors"
	"fmt"

	"digits/data"
	"digits/models"
	"digits/train"
)

// Winner is the setting that the validation has chosen, tested.
type Winner struct {
	Row                    Row
	Runs                   []Tested // in the order of their seeds
	Best                   int      // which of Runs has the best validation accuracy, the first if several have
	TestAccuracy, TestLoss train.Mean
}

// Tested is a run of the winner.
type Tested struct {
	Trial  Trial
	Result Result
	Model  *models.Model
	Test   train.Result
}

// ErrNoWinner is returned of a study in which nothing has trained to the end.
var ErrNoWinner = errors.New("study: no setting has trained to the end")

// Winner evaluates the models of a done study's first setting on the test images,
// which nothing before has seen. A model that files do not have any more is
// trained again, to the same weights; progress, if not nil, is then told of each
// epoch.
func (s Study) Winner(ctx context.Context, records map[string]Record, d *Data, test *data.Set, files Files, progress func(epoch int)) (w Winner, err error) {
	a := newAgenda(s)
	table := a.table(records)
	if !table.Done {
		return w, errors.New("study: is not done: the test images are for its end")
	}
	if w.Row = table.Rows[0]; w.Row.State != Finished {
		return w, ErrNoWinner
	}
	var accuracies, losses []float64
	for run, record := range w.Row.Records {
		job := a.job(w.Row.Order, run, len(a.rungs)-1)
		t := Tested{Trial: job.Trial, Result: record.Result}
		if t.Model, err = modelOf(ctx, job, record, d, files, progress); err != nil {
			return w, err
		}
		if t.Test, err = train.Evaluate(ctx, t.Model, test); err != nil {
			return w, err
		}
		w.Runs = append(w.Runs, t)
		if t.Result.ValAccuracy > w.Runs[w.Best].Result.ValAccuracy {
			w.Best = run
		}
		accuracies, losses = append(accuracies, t.Test.Accuracy), append(losses, t.Test.Loss)
	}
	w.TestAccuracy, w.TestLoss = train.MeanOf(accuracies), train.MeanOf(losses)
	return w, nil
}

// modelOf returns a finished job's model, trained again if it must be.
func modelOf(ctx context.Context, job Job, record Record, d *Data, files Files, progress func(epoch int)) (*models.Model, error) {
	if m := getModel(ctx, files, job, record.Result.Weights); m != nil {
		return m, nil
	}
	again, m, err := Run(ctx, job, d, files, progress)
	if err != nil {
		return nil, err
	}
	if again.Result.Weights != record.Result.Weights {
		return nil, fmt.Errorf("study: job %s, trained again here, has weights with SHA-256 %.16s…, worker %s had %.16s…: it ran another program, or has a CPU of another kind",
			job.ID(), again.Result.Weights, record.Worker, record.Result.Weights)
	}
	return m, nil
}
