package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	gonum "gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"digits/data"
	"digits/internal/terminal"
	"digits/models"
	"digits/optim"
	"digits/train"
	"digits/train/callback"
	"digits/train/plot"
	"digits/train/tensorboard"
)

// watching is what the flags ask to be watched while the training runs.
type watching struct {
	validation int
	patience   int // 0: no early stopping
	monitor    callback.Monitor
	plateau    string
	checkpoint string
	keep       int    // models of the last improvements beside it
	board      string // folder for TensorBoard
	findRate   string // folder of the pictures, "-" for none; "" if not asked for
}

func (c *watching) flags(f *flag.FlagSet) {
	f.IntVar(&c.validation, "validation", 0, "hold out the last `N` training images to validate on after each epoch (the recipe's if not given)")
	f.IntVar(&c.patience, "patience", 0, "early stopping: end after so many epochs in which -monitor has not improved, and keep the best epoch's weights")
	f.StringVar(&c.monitor.Metric, "monitor", "val_loss", "the `metric` that -patience, -plateau and -checkpoint watch: loss, accuracy, val_loss, val_accuracy")
	f.Float64Var(&c.monitor.MinDelta, "min-delta", 0, "a change of the monitored metric by less is no improvement")
	f.StringVar(&c.plateau, "plateau", "", "`FACTOR,EPOCHS`: multiply the learning rate by FACTOR after so many epochs without an improvement, as 0.5,3")
	f.StringVar(&c.checkpoint, "checkpoint", "", "`file` that always holds the model of the best epoch so far; its ending is its format (to go on training needs -backup)")
	f.IntVar(&c.keep, "keep", 0, "keep `N` files of -checkpoint more, of the last N epochs that were the best so far, with -epochE in their names")
	f.StringVar(&c.board, "tensorboard", "", "`folder` for TensorBoard: scalars, histograms of the weights, the graph, test images")
	f.StringVar(&c.findRate, "find-lr", "", "do not train: try rising learning rates, print what the loss does, and write a picture of it to this `folder` (- for none)")
}

// picture returns a file that -find-lr will write, "" if it writes none.
func (c watching) picture() string {
	if c.findRate == "" || c.findRate == "-" {
		return ""
	}
	return filepath.Join(c.findRate, rateFigure+".png")
}

// rateFigure is the name of the picture without its ending.
const rateFigure = "learning-rates"

// watches reports whether any of the flags needs the monitored metric.
func (c watching) watches() bool { return c.patience > 0 || c.plateau != "" || c.checkpoint != "" }

// check reports what makes no sense, for a recipe that validates on so many images.
func (c watching) check(validation int) error {
	if c.patience < 0 {
		return fmt.Errorf("-patience: got %d, want at least 1", c.patience)
	}
	if c.keep < 0 || c.keep > 0 && c.checkpoint == "" {
		return fmt.Errorf("-keep: got %d, want at least 1, beside -checkpoint FILE", c.keep)
	}
	if err := c.monitor.Check(); err != nil {
		return fmt.Errorf("-monitor: %w", err)
	}
	if c.watches() && c.monitor.Validates() && validation == 0 {
		return fmt.Errorf("-monitor: got %s, but nothing is held out to validate on: give -validation N, or -monitor loss", c.monitor.Name())
	}
	if _, _, err := c.plateauSettings(); err != nil {
		return err
	}
	if c.checkpoint != "" {
		if err := models.CheckFileName(c.checkpoint); err != nil {
			return fmt.Errorf("-checkpoint: %w", err)
		}
	}
	return nil
}

func (c watching) plateauSettings() (factor float64, epochs int, err error) {
	if c.plateau == "" {
		return 0, 0, nil
	}
	first, second, two := strings.Cut(c.plateau, ",")
	factor, err1 := strconv.ParseFloat(first, 64)
	epochs, err2 := strconv.Atoi(second)
	if !two || err1 != nil || err2 != nil || !(factor > 0 && factor < 1) || epochs < 1 {
		return 0, 0, fmt.Errorf("-plateau: got %q, want FACTOR,EPOCHS with a factor between 0 and 1, as 0.5,3", c.plateau)
	}
	return factor, epochs, nil
}

// watchers makes what is asked for. Several runs have their seeds in the names of
// their files.
func (s settings) watchers(w io.Writer, m *models.Model, o optim.Optimizer, test *data.Set) ([]train.Callback, error) {
	var all []train.Callback
	factor, epochs, err := s.watch.plateauSettings()
	if err != nil {
		return nil, err
	}
	if factor > 0 {
		plateau := &callback.ReduceOnPlateau{Optimizer: o, Monitor: s.watch.monitor, Factor: factor, Patience: epochs}
		if s.verbose != train.Silent {
			plateau.Reduced = func(epoch int, rates []float64) {
				fmt.Fprintf(w, "Epoch %d: %s is on a plateau, learning rate now %s\n", epoch, s.watch.monitor.Name(), strings.Trim(fmt.Sprint(rates), "[]"))
			}
		}
		all = append(all, plateau.On)
	}
	if s.watch.checkpoint != "" {
		best := &callback.Checkpoint{Model: m, Path: s.withSeed(s.watch.checkpoint), Monitor: s.watch.monitor, Keep: s.watch.keep}
		all = append(all, s.faults.aside("-checkpoint", best.On))
	}
	if s.watch.patience > 0 {
		stop := &callback.EarlyStopping{Model: m, Monitor: s.watch.monitor, Patience: s.watch.patience, RestoreBest: true}
		all = append(all, stop.On, s.sayBest(w, stop))
	}
	if s.watch.board != "" {
		folder := s.watch.board
		if s.runs > 1 {
			folder = filepath.Join(folder, fmt.Sprintf("seed%d", s.seed))
		}
		if err := tensorboard.Prepare(folder); err != nil {
			return nil, err
		}
		board := &tensorboard.Board{Folder: folder, Model: m, Samples: test, Optimizer: o}
		all = append(all, s.faults.aside("-tensorboard", board.On))
	}
	return all, nil
}

// sayBest says which epoch's weights are kept.
func (s settings) sayBest(w io.Writer, stop *callback.EarlyStopping) train.Callback {
	return func(e train.Event) error {
		if end, ok := e.(*train.End); ok && s.verbose != train.Silent {
			fmt.Fprintf(w, "The weights are those of epoch %d of %d, the best %s\n", stop.BestEpoch(), len(end.History), s.watch.monitor.Name())
		}
		return nil
	}
}

// findLearningRate tries rising learning rates and prints what it finds.
func (s settings) findLearningRate(ctx context.Context, w io.Writer, source *data.Source) error {
	m, err := train.NewModel(s.recipe, source.Train, s.seed)
	if err != nil {
		return err
	}
	plain := s.recipe
	plain.Optimizer.Schedule, plain.Optimizer.Warmup = nil, 0
	o, err := train.NewOptimizer(plain, source.Train.Len())
	if err != nil {
		return err
	}
	r, err := callback.Finder{Batch: s.recipe.Batch, Seed: s.seed}.Find(ctx, m, source.Train, o)
	if err != nil {
		return err
	}
	tenth, steepest := r.Suggestion()
	fmt.Fprintf(w, "%s: the loss in %d steps of rising learning rates, %.1e to %.1e, smoothed\n\n", s.recipe.Name, len(r.Rates), r.Rates[0], r.Rates[len(r.Rates)-1])
	fmt.Fprintln(w, terminal.For(w).Chart(terminal.Chart{X: r.Rates, LogX: true, Label: "learning rate", Series: []terminal.Series{{Name: "loss", Values: r.Smoothed}}}))
	fmt.Fprintf(w, "It falls most steeply at %.1e; a tenth of where it is least is %.1e. Try -lr %.0e.\n", steepest, tenth, tenth)
	if s.watch.findRate == "-" {
		return nil
	}
	return s.drawRates(w, r)
}

func (s settings) drawRates(w io.Writer, r *callback.Range) error {
	p := plot.New("The loss as the learning rate rises, "+s.recipe.Name, "learning rate", "loss")
	p.X.Scale, p.X.Tick.Marker = gonum.LogScale{}, gonum.LogTicks{Prec: 2}
	for i, series := range []struct {
		name   string
		values []float64
	}{{"smoothed", r.Smoothed}, {"each step", r.Losses}} {
		points := make(plotter.XYs, len(series.values))
		for k, v := range series.values {
			points[k] = plotter.XY{X: r.Rates[k], Y: v}
		}
		if err := plot.AddSeries(p, i, series.name, points); err != nil {
			return err
		}
	}
	paths, err := plot.Save(p, 18*vg.Centimeter, 11*vg.Centimeter, s.watch.findRate, rateFigure)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "Picture: %s\n", strings.Join(paths, ", "))
	return err
}
