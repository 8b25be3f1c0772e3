package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"maps"
	"slices"

	"digits/data"
	"digits/data/augment"
	"digits/models"
	"digits/train"
)

// trying are the flags that try a training out and leave nothing behind.
type trying struct {
	dry     bool
	overfit int // so many images; 0: not asked for
}

func (t *trying) flags(f *flag.FlagSet) {
	f.BoolVar(&t.dry, "dry-run", false, "do not train: all that comes before, one step, and what would be written")
	f.IntVar(&t.overfit, "overfit", 0, "do not train: learn `N` images by heart, without dropout and augmentation, or say that the network does not: a quick test of new graph code")
}

// The loss that counts as learnt by heart, and the steps that there are for it.
const (
	byHeart      = 0.01
	overfitSteps = 2000
)

// overfit learns a few images by heart, and is an error where that does not succeed.
func (s settings) overfit(ctx context.Context, source *data.Source, w io.Writer) error {
	n := min(s.try.overfit, source.Train.Len())
	set, r := source.Train.Slice(0, n), s.recipe
	if plain, err := r.WithDropout(0); err == nil {
		r = plain
	}
	r.Batch = min(r.Batch, n)
	r.Augment = augment.Settings{}
	r.Epochs = max(1, overfitSteps*r.Batch/n)
	r.Optimizer.Schedule, r.Optimizer.Warmup = nil, 0
	m, err := train.NewModel(r, set, s.seed)
	if err != nil {
		return err
	}
	config, err := train.Recipe(r, n, s.seed)
	if err != nil {
		return fmt.Errorf("train: -%w", err)
	}
	config.Unchecked = s.check == checkOff
	first, last, steps := 0.0, 0.0, 0
	config.Callbacks = []train.Callback{s.guarded(w), func(e train.Event) error {
		switch e := e.(type) {
		case *train.StepEnd:
			if steps++; steps == 1 {
				first = e.Loss
			}
		case *train.EpochEnd:
			if last = e.Log.Loss; last <= byHeart {
				return train.ErrStop
			}
		}
		return nil
	}}
	if _, err := train.Fit(ctx, m, set, config); err != nil {
		return err
	}
	if !(last <= byHeart) {
		return fmt.Errorf("train: -overfit: the loss of %d images is %.4f after %d steps, %.4f at the first, want %v: the network, its loss or the learning rate is not right", n, last, steps, first, byHeart)
	}
	_, err = fmt.Fprintf(w, "Overfit: the loss of %d images goes from %.4f to %.4f in %d steps: the network learns them by heart\n", n, first, last, steps)
	return err
}

// dryRun makes one step, on a copy of the model and with nobody watching, and says what
// a training would leave.
func (s settings) dryRun(ctx context.Context, m *models.Model, set *data.Set, c train.Config, w io.Writer) error {
	c.Epochs, c.Callbacks, c.Validation, c.Keep, c.Resume = 1, []train.Callback{s.guarded(w)}, nil, nil, nil
	if _, err := train.Fit(ctx, m.Clone(), set.Slice(0, min(c.Batch, set.Len())), c); err != nil {
		return err
	}
	fmt.Fprintln(w, "Dry run: one step was made, no file is written. The training would write")
	would := map[string]string{
		"the model": s.outputFile(s.seed), "each epoch's figures": s.historyFile, "the best epoch's model": s.withSeed(s.watch.checkpoint),
		"what -resume needs": s.withSeed(s.resuming.backup), "TensorBoard's files": s.watch.board, "the report": s.reporting.folder,
	}
	for _, what := range slices.Sorted(maps.Keys(would)) {
		if would[what] != "" {
			fmt.Fprintf(w, "  %-24s %s\n", what, would[what])
		}
	}
	return nil
}
