package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"runtime"
	"time"

	"digits/data"
	"digits/internal/command"
	"digits/internal/network"
	"digits/models"
)

// settings are what the command line asks for.
type settings struct {
	workloads []workload
	threads   int
	epochs    int // that count
	warmup    int // epochs before them
	data      command.Data
	json      bool
	predict   bool
	products  bool
	sizes     bool
	plot      string // folder, or empty

	experiments bool
	beside      string // another checkout, or empty
	python      string // that has the other libraries, or empty
	only        string // one experiment, or empty
	lasting     time.Duration
	examples    int
}

const usage = `Measure how fast this machine trains the networks, and what limits it.

    go run ./cmd/bench                                  # the five recipes
    go run ./cmd/bench -predict                         # their predictions
    go run ./cmd/bench -products                        # their dense products, beside the peak
    go run ./cmd/bench -sizes -plot .                   # networks of growing size, and a plot
    go run ./cmd/bench -experiments                     # the steps of the programs in experiments/
    go run ./cmd/bench -experiments -beside ../before   # in turn with those of another checkout
    go run ./cmd/bench -experiments -python PYTHON      # in turn with JAX and PyTorch
    go run ./cmd/bench -network 784-300-10 -batch 64 -json
    go run ./cmd/bench -arch mlp -units 256-128 -activation gelu -dropout 0.1

It takes minutes. Nothing else should run meanwhile. Epochs are of all of
MNIST's 60,000 training images, without validation. GFLOP/s count what dense
products would take; where the first layer skips the images' background they
may exceed the peak.

The flags:

`

// parse reads the command line. It prints the usage to w if asked for it.
func parse(args []string, w io.Writer) (settings, error) {
	var c commandLine
	flags := c.flags()
	if err := command.ParseFlags(flags, args, usage, w); err != nil {
		return c.settings, err
	}
	if err := c.checkRanges(); err != nil {
		return c.settings, err
	}
	c.given = command.Given(flags)
	return c.settings, c.chooseWorkloads()
}

// commandLine holds the flags that choose the workloads.
type commandLine struct {
	settings
	recipe  network.Flags
	network string
	batch   int
	low     float64
	oneHot  bool
	given   map[string]bool
}

func (c *commandLine) flags() *flag.FlagSet {
	f := command.Flags("bench")
	c.recipe.Add(f, "", "")
	f.StringVar(&c.network, "network", "", "`widths` of a network to measure instead of the recipes, input first")
	f.IntVar(&c.batch, "batch", 128, "examples a step, with -network or -sizes")
	f.Float64Var(&c.low, "low", 0, "pixels are scaled to low..1, 0 or -1, with -network or -sizes")
	f.BoolVar(&c.oneHot, "one-hot", false, "labels as ten floats, not an integer, with -network or -sizes")
	f.IntVar(&c.threads, "threads", runtime.NumCPU(), "cores to use")
	f.IntVar(&c.epochs, "epochs", 3, "epochs that count")
	f.IntVar(&c.warmup, "warmup", 1, "epochs before them")
	f.StringVar(&c.data.Path, "data", "", "`path` of a data set (if not given: MNIST, wherever it is)")
	f.BoolVar(&c.json, "json", false, "print a JSON object a network; bench/README.md has its fields")
	f.BoolVar(&c.predict, "predict", false, "measure prediction instead of training")
	f.BoolVar(&c.products, "products", false, "measure the dense products of the layers, without their data")
	f.BoolVar(&c.sizes, "sizes", false, "measure a series of networks of growing size")
	f.BoolVar(&c.experiments, "experiments", false, "measure the training steps of the programs in experiments/")
	f.StringVar(&c.beside, "beside", "", "with -experiments: `folder` of another checkout, whose programs run in turn with these")
	f.StringVar(&c.python, "python", "", "with -experiments: `python` that has JAX and PyTorch, whose programs in bench/ run in turn with these")
	f.StringVar(&c.only, "only", "", "with -experiments: the `name` of one")
	f.DurationVar(&c.lasting, "lasting", time.Second, "with -experiments: `time` that each training is measured, in each of three rounds")
	f.IntVar(&c.examples, "examples", 12800, "with -experiments: train on the first `N` examples alone (0: all)")
	f.StringVar(&c.plot, "plot", "", "with -sizes: `folder` for its plot, sizes.png and sizes.svg")
	return f
}

func (c *commandLine) checkRanges() error {
	switch {
	case c.batch < 1:
		return fmt.Errorf("-batch: got %d, want at least 1", c.batch)
	case !(c.recipe.Dropout >= 0 && c.recipe.Dropout < 1):
		return fmt.Errorf("-dropout: got %v, want at least 0 and less than 1", c.recipe.Dropout)
	case c.low != 0 && c.low != -1:
		return fmt.Errorf("-low: got %v, want 0 or -1", c.low)
	case c.threads < 1:
		return fmt.Errorf("-threads: got %d, want at least 1", c.threads)
	case c.epochs < 1:
		return fmt.Errorf("-epochs: got %d, want at least 1", c.epochs)
	case c.warmup < 0:
		return fmt.Errorf("-warmup: got %d, want at least 0", c.warmup)
	case c.plot != "" && (!c.sizes || c.predict || c.products):
		return fmt.Errorf("-plot: want -sizes with it, and neither -predict nor -products")
	case (c.beside+c.python+c.only != "") && !c.experiments:
		return errors.New("-beside, -python, -only: want -experiments with them")
	case c.experiments && (c.predict || c.products || c.sizes || c.recipe.Arch != "" || c.network != ""):
		return errors.New("-experiments: want none of -predict, -products, -sizes, -arch and -network")
	case c.lasting <= 0:
		return fmt.Errorf("-lasting: got %v, want more than 0", c.lasting)
	case c.examples < 0:
		return fmt.Errorf("-examples: got %d, want at least 0", c.examples)
	case c.predict && c.products:
		return errors.New("want one of -predict and -products")
	case (c.recipe.Units != "" || c.recipe.Activation != "") && c.recipe.Arch == "":
		return errors.New("-units, -activation: want -arch with them")
	case c.recipe.Arch != "" && (c.network != "" || c.sizes), c.network != "" && c.sizes:
		return errors.New("want one of -arch, -network and -sizes")
	}
	return nil
}

func (c *commandLine) chooseWorkloads() (err error) {
	networks := []string{c.network}
	switch {
	case c.sizes:
		networks = series
	case c.network == "":
		return c.chooseRecipes()
	}
	scale := data.Unit
	if c.low == -1 {
		scale = data.Signed
	}
	for _, n := range networks {
		w, err := networkWorkload(n, c.batch, c.recipe.Dropout, scale, c.oneHot)
		if err != nil {
			return err
		}
		c.workloads = append(c.workloads, w)
	}
	return nil
}

// chooseRecipes takes the recipe that is asked for, as the flags change it, or those of all
// programs.
func (c *commandLine) chooseRecipes() error {
	recipes := models.Programs()
	if c.recipe.Arch != "" {
		r, err := c.recipe.Recipe(c.given)
		if err != nil {
			return err
		}
		recipes = []models.Recipe{r.Complete()}
	} else if c.given["dropout"] {
		return errors.New("-dropout: want -arch, -network or -sizes with it")
	}
	for _, r := range recipes {
		c.workloads = append(c.workloads, recipeWorkload(r))
	}
	return nil
}
