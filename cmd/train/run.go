package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"digits/data"
	"digits/graph"
	"digits/internal/terminal"
	"digits/models"
	"digits/optim"
	"digits/train"
)

// trial is what one run measured.
type trial struct {
	history train.History
	test    train.Result
	trained time.Duration
}

// trainAll makes the runs that are asked for and prints what they say together.
func (s settings) trainAll(ctx context.Context, source *data.Source, w io.Writer) error {
	var history *train.HistoryFile
	if s.historyFile != "" {
		var err error
		if history, err = train.NewHistoryFile(s.historyFile); err != nil {
			return err
		}
	}
	var trials []trial
	for i := range s.runs {
		run := s
		run.seed += uint64(i)
		if s.runs > 1 {
			fmt.Fprintf(w, "\nRun %d of %d, seed %d\n", i+1, s.runs, run.seed)
		}
		t, err := run.trainOne(ctx, source, history, w)
		if err != nil {
			return err
		}
		trials = append(trials, t)
	}
	if s.runs == 1 || s.try.dry {
		return nil
	}
	printMeans(w, trials)
	s.faults.add("-report", s.writeRunsReport(w, source, trials))
	return nil
}

// trainOne trains, tests, and leaves what a run leaves: the model above all.
func (s settings) trainOne(ctx context.Context, source *data.Source, history *train.HistoryFile, w io.Writer) (trial, error) {
	m, set, config, err := s.prepare(ctx, source, w)
	if err != nil {
		return trial{}, err
	}
	if s.try.dry {
		return trial{}, s.dryRun(ctx, m, set, config, w)
	}
	watchers, err := s.watchers(w, m, config.Optimizer.(optim.Optimizer), source.Test)
	if err != nil {
		return trial{}, err
	}
	config.Callbacks = append([]train.Callback{s.guarded(w), s.progress(w)}, watchers...)
	if history != nil {
		config.Callbacks = append(config.Callbacks, s.faults.aside("-history", history.Record()))
	}
	kept := s.backup()
	config.Keep = s.keep(kept)
	var said train.Callback
	if config.Resume, said, err = s.checkpoint(w, kept); err != nil {
		return trial{}, err
	}
	config.Callbacks = append([]train.Callback{said}, config.Callbacks...)
	var t trial
	began := time.Now()
	t.history, err = train.Fit(ctx, m, set, config)
	t.trained = time.Since(began) + secondsOf(config.Resume)
	if s.watch.patience == 0 || err != nil { // else it is that of the epoch whose weights are kept
		m.Last = lastLine(t.history)
	}
	if err == nil {
		m.Run = s.record(source, set.Len(), config)
		t.test, err = train.EvaluateWith(ctx, m, source.Test, train.Evaluation{Measures: train.OfNumbers(m, source.Test)})
	}
	if errors.Is(err, context.Canceled) {
		return t, s.saveInterrupted(m)
	}
	if err != nil {
		return t, explained(err)
	}
	return t, s.leave(w, m, source, t, set.Len())
}

// prepare makes the model, and finds out what it is trained on and how, but for who
// watches. It prints what it has found.
func (s settings) prepare(ctx context.Context, source *data.Source, w io.Writer) (m *models.Model, set *data.Set, c train.Config, err error) {
	set, validation, err := s.split(source.Train)
	if err != nil {
		return m, set, c, err
	}
	if m, err = s.newModel(set); err != nil {
		return m, set, c, err
	}
	if err = s.holds(m, set); err != nil {
		return m, set, c, err
	}
	if c, err = train.Recipe(s.recipe, set.Len(), s.seed); err != nil {
		return m, set, c, fmt.Errorf("train: -%w", err)
	}
	c.Validation, c.Unchecked = validation, s.check == checkOff
	if s.verbose != train.Silent {
		if err = s.printIntroduction(w, m, source, set, validation, c.Optimizer.(optim.Optimizer)); err != nil {
			return m, set, c, err
		}
	}
	return m, set, c, s.printBefore(ctx, w, m, source.Test)
}

// holds reports, before training, formats that were asked for and cannot hold the
// model, and a report of what has no classes.
func (s settings) holds(m *models.Model, set *data.Set) error {
	if s.reporting.folder != "" && m.Classes == 0 {
		return errors.New("train: -report: the model has no classes, which a report is about")
	}
	for flag, path := range map[string]string{"-out": s.outputFile(s.seed), "-checkpoint": s.watch.checkpoint} {
		if path == "" {
			continue
		}
		if err := m.Saves(models.Extension(path)); err != nil {
			return fmt.Errorf("train: %s: %s cannot hold the model: %w", flag, path, err)
		}
	}
	return nil
}

// guarded says what was checked of layers of one's own.
func (s settings) guarded(w io.Writer) train.Callback {
	return func(e train.Event) (err error) {
		if b, ok := e.(*train.Begin); ok && s.verbose != train.Silent && b.Guarded.String() != "" {
			_, err = fmt.Fprintln(w, b.Guarded)
		}
		return err
	}
}

// leave prints and writes what a run leaves that has trained on so many images. The
// result is printed before anything is written that may fail.
func (s settings) leave(w io.Writer, m *models.Model, source *data.Source, t trial, examples int) error {
	if err := s.printSeen(w, m, source.Test, t.history); err != nil {
		return err
	}
	if err := s.lastAct(w, m, source.Test); err != nil {
		return err
	}
	s.printResult(w, t, source.Test, examples)
	if err := s.printOwn(w, m, "after"); err != nil {
		return err
	}
	path, err := save(m, s.resultFile(w, t, source.Test))
	if path != "" {
		fmt.Fprintf(w, "Saved %s\n", path)
	}
	if err != nil {
		return err
	}
	s.faults.add("-report", s.writeReport(w, m, source, t))
	return nil
}

// secondsOf is how long the epochs took that a checkpoint has.
func secondsOf(c *train.Checkpoint) time.Duration {
	if c == nil {
		return 0
	}
	sum := 0.0
	for _, log := range c.History {
		sum += log.Seconds
	}
	return time.Duration(sum * float64(time.Second))
}

// split holds out the last training images that validate; validation is nil if
// none do.
func (s settings) split(all *data.Set) (set, validation *data.Set, err error) {
	n := s.validationSize(all.Len())
	if n == 0 {
		return all, nil, nil
	}
	if n >= all.Len() {
		return nil, nil, fmt.Errorf("train: -validation: got %d, want less than the %d training images", n, all.Len())
	}
	return all.Tail(n)
}

// validationSize returns how many of the training images validate: as many as the
// flag says, or the recipe's.
func (s settings) validationSize(examples int) int {
	if s.watch.validation > 0 {
		return s.watch.validation
	}
	return s.recipe.ValidationOf(examples)
}

// lastLine is the history's last line as the file carries it.
func lastLine(h train.History) map[string]string {
	if len(h) == 0 {
		return nil
	}
	return h[len(h)-1].Line()
}

func (s settings) progress(w io.Writer) train.Callback {
	if originals[s.recipe.Name].iterations {
		return train.TorchProgress(w, s.verbose)
	}
	return train.KerasProgress(w, s.verbose, terminal.WidthOf(w))
}

// checkGradients prints how the network's gradients compare with finite
// differences, on images of MNIST's size.
func (s settings) checkGradients(w io.Writer) error {
	const side, classes = 28, 10
	m, err := models.New(s.recipe, side, side, classes, s.seed)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%s: gradients against central finite differences in float64, seed %d\n\n", s.recipe.Name, s.seed)
	g, err := graph.Check(m.Net(), m.Params, graph.CheckOptions{Input: m.Input, Classes: classes, Loss: m.Loss, Seed: s.seed})
	if err != nil {
		return err
	}
	fmt.Fprint(w, g)
	const limit = 1e-6
	if !(g.Worst() <= limit) {
		return fmt.Errorf("train: -check: the worst relative error is %.1e, want at most %.0e: an operation's gradient is wrong", g.Worst(), limit)
	}
	fmt.Fprintf(w, "\nThe worst relative error is %.1e: the gradients are right.\n", g.Worst())
	return nil
}
