// Package lab is what the programs in experiments have in common: flags, data, the
// progress, and a file for the model. What is being tried stands in each of them.
package lab

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"digits/data"
	"digits/internal/command"
	"digits/internal/terminal"
	"digits/models"
	"digits/train"
)

// Experiment is a program that trains the network of each recipe in turn.
type Experiment struct {
	Name    string
	Recipes []models.Recipe
	Do      Do
	Epochs  int                                     // unless -epochs says otherwise; 0: 3
	Batch   int                                     // unless -batch says otherwise; 0: 128
	Open    func(path string) (*data.Source, error) // reads what -data names; nil: data.MNIST
}

// Do trains a network of the recipe on source.Train, tests it on source.Test, prints to w
// what came of it, and returns it. c has the epochs, the batch, the seed and a callback
// that shows the progress.
type Do func(ctx context.Context, w io.Writer, r models.Recipe, source *data.Source, c train.Config) (*models.Model, error)

// Main is the program's main function.
func Main(e Experiment) {
	command.Main(e.Name, func(ctx context.Context, args []string, w io.Writer) error { return e.run(ctx, args, w) })
}

// settings are what the flags say.
type settings struct {
	path, only, out string
	examples        int
	epochs, batch   int
	seed            uint64
	measure         time.Duration // 0: train
}

func (e Experiment) run(ctx context.Context, args []string, w io.Writer) error {
	s, err := e.parse(args, w)
	if err != nil {
		return err
	}
	source, err := e.open(s)
	if err != nil {
		return err
	}
	if s.measure > 0 {
		return e.measure(ctx, w, source, s)
	}
	for _, note := range source.Notes {
		fmt.Fprintln(w, note)
	}
	fmt.Fprintf(w, "%s: %s, %d examples to train on, %d to test on\n", e.Name, source.Train.Name, source.Train.Len(), source.Test.Len())
	for _, r := range e.Recipes {
		if s.only != "" && s.only != r.Name {
			continue
		}
		fmt.Fprintf(w, "\n%s\n", r.Name)
		if err := e.train(ctx, w, r, source, s); err != nil {
			return err
		}
	}
	return nil
}

// train trains one network, and saves it where that is asked for.
func (e Experiment) train(ctx context.Context, w io.Writer, r models.Recipe, source *data.Source, s settings) error {
	m, err := e.Do(ctx, w, r, source, train.Config{
		Epochs: s.epochs, Batch: s.batch, Seed: s.seed,
		Callbacks: []train.Callback{train.KerasProgress(w, train.Live, terminal.WidthOf(w))},
	})
	if err != nil || s.out == "" {
		return err
	}
	if err := m.Save(s.out); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "Saved as %s.\n", s.out)
	return err
}

func (e Experiment) parse(args []string, w io.Writer) (s settings, err error) {
	f := command.Flags(e.Name)
	f.StringVar(&s.path, "data", "", "`path` of a data set of one's own")
	f.StringVar(&s.only, "only", "", "train the network of this `name` alone: "+strings.Join(e.names(), ", "))
	f.StringVar(&s.out, "out", "", "`file` to save the model in, such as model.safetensors")
	f.IntVar(&s.examples, "examples", 0, "train on the first `N` examples alone (0: all)")
	f.IntVar(&s.epochs, "epochs", cmp.Or(e.Epochs, 3), "how many `epochs` to train")
	f.IntVar(&s.batch, "batch", cmp.Or(e.Batch, 128), "`examples` a step")
	f.DurationVar(&s.measure, "measure", 0, "measure the steps for this `time` a training, and print JSON: 2s; nothing is saved")
	f.Uint64Var(&s.seed, "seed", 1, "the `seed` that decides all that is random")
	if err = command.ParseFlags(f, args, fmt.Sprintf("go run ./experiments/%s [flags]\n\n", e.Name), w); err != nil {
		return s, err
	}
	if s.examples < 0 {
		return s, command.Usage(fmt.Errorf("-examples: got %d, want at least 0", s.examples))
	}
	if s.only != "" && !slices.Contains(e.names(), s.only) {
		return s, command.Usage(fmt.Errorf("-only: got %q, want one of %s", s.only, strings.Join(e.names(), ", ")))
	}
	if s.out == "" {
		return s, nil
	}
	if s.only == "" && len(e.Recipes) > 1 {
		return s, command.Usage(fmt.Errorf("-out: got one file for %d networks, want -only with it: one of %s", len(e.Recipes), strings.Join(e.names(), ", ")))
	}
	return s, command.Usage(models.CheckFileName(s.out))
}

func (e Experiment) names() (names []string) {
	for _, r := range e.Recipes {
		names = append(names, r.Name)
	}
	return names
}

// open reads the data, and takes as many examples as are asked for.
func (e Experiment) open(s settings) (*data.Source, error) {
	open := e.Open
	if open == nil {
		open = data.MNIST
	}
	source, err := open(s.path)
	if err != nil || s.examples == 0 || s.examples >= source.Train.Len() {
		return source, err
	}
	few := *source
	few.Train = source.Train.Slice(0, s.examples)
	return &few, nil
}
