package main

import (
	"context"
	"runtime"
	"runtime/debug"
	"slices"
	"time"

	"digits/data"
	"digits/data/augment"
	"digits/graph/kernel"
	"digits/internal/machine"
	"digits/models"
	"digits/train"
)

// seed decides the weights and orders that are measured.
const seed = 1

func (s settings) newLine(w workload) line {
	return line{
		Peer: "digits", Recipe: w.recipe.Name, Network: w.network(), Batch: w.recipe.Batch, Dropout: w.dropout,
		Threads: s.threads, Mode: kernel.ISA(), workload: w,
	}
}

// measureTraining trains for the warm-up and for the epochs that count, tests,
// and looks at single steps.
func (s settings) measureTraining(ctx context.Context, w workload, source *data.Source) (line, error) {
	debug.FreeOSMemory()
	machine.ForgetPeak()
	l := s.newLine(w)
	m, err := train.NewModel(w.recipe, source.Train, seed)
	if err != nil {
		return l, err
	}
	config, err := configOf(w.recipe, source.Train)
	if err != nil {
		return l, err
	}
	var memory allocations
	config.Epochs, config.Callbacks = s.warmup+s.epochs, []train.Callback{memory.count}
	history, err := train.Fit(ctx, m, source.Train, config)
	if err != nil {
		return l, err
	}
	until := float64(time.Now().UnixMicro()) / 1e6
	test, err := train.Evaluate(ctx, m, source.Test)
	if err != nil {
		return l, err
	}
	l.Peak = round(machine.PeakMemory(), 1)
	t := s.epochTimes(history, &l.Compile)
	t.Until = round(until, 3)
	t.Accuracy = round(test.Accuracy, 4)
	t.Examples = round(float64(source.Train.Len())/t.Median, 0)
	t.GFLOP = round(w.flops(source.Train.Len(), nil)/1e9, 3)
	t.Allocations, t.Bytes = memory.perStep()
	if w.products > 0 { // no dense layers' alone
		l.training = t
		return l, nil
	}
	if t.Shares, err = inputShares(m, source.Train); err != nil {
		return l, err
	}
	l.training = t
	outline, err := m.Outline()
	if err != nil || len(outline.Foreign) > 0 { // a graph of gorgonia's operations has no parts to time
		return l, err
	}
	return l, measureSteps(ctx, w, m, source.Train, t)
}

// epochTimes tells the epochs that count from the first, which compiles the
// programs and starts the workers.
func (s settings) epochTimes(history train.History, compile *float64) *training {
	var seconds []float64
	for _, l := range history[s.warmup:] {
		seconds = append(seconds, l.Seconds)
	}
	t := &training{Epochs: s.epochs, Median: round(median(seconds), 4), Best: round(slices.Min(seconds), 4)}
	if s.warmup > 0 {
		*compile = round(max(0, history[0].Seconds-t.Median), 2)
	}
	return t
}

// configOf is how the recipe trains, at a rate that stays, and on the images as they
// are.
func configOf(r models.Recipe, set *data.Set) (train.Config, error) {
	r.Optimizer.Schedule, r.Augment = nil, augment.Settings{}
	return train.Recipe(r, set.Len(), seed)
}

// allocations counts what the last epoch allocates.
type allocations struct {
	before, after runtime.MemStats
	steps         int
}

func (a *allocations) count(e train.Event) error {
	switch e := e.(type) {
	case *train.EpochBegin:
		runtime.ReadMemStats(&a.before)
		a.steps = e.Steps
	case *train.EpochEnd:
		runtime.ReadMemStats(&a.after)
	}
	return nil
}

// perStep returns the number of allocations and their bytes.
func (a *allocations) perStep() (objects, bytes float64) {
	n := float64(a.steps)
	return round(float64(a.after.Mallocs-a.before.Mallocs)/n, 2), round(float64(a.after.TotalAlloc-a.before.TotalAlloc)/n, 0)
}
