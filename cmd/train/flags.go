package main

import (
	"flag"
	"fmt"
	"io"
	"math"
	"strings"

	"digits/graph"
	"digits/internal/command"
	"digits/internal/network"
	"digits/models"
	"digits/optim"
	"digits/train"
)

// settings are what the command line asks for: a recipe with its numbers changed.
type settings struct {
	recipe      models.Recipe
	seed        uint64
	data        command.Data
	out         string
	historyFile string
	runs        int
	verbose     train.Verbosity
	check       checking
	try         trying
	start       starting
	watch       watching
	resuming    resuming
	network     network.Flags
	loss        string
	reporting   reporting
	faults      *faults  // of what is beside the training
	flags       []string // that matter to what is learnt, as models.Run has them
}

const usage = `Train a handwritten-digit classifier on MNIST, test it and save it.

    go run ./cmd/train -arch torch
    go run ./cmd/train -arch keras-dropout -epochs 3 -history history.csv
    go run ./cmd/train -arch keras -runs 10 -verbose 0
    go run ./cmd/train -arch torch -check
    go run ./cmd/train -arch torch -optimizer nesterov -lr 0.1 -schedule cosine -warmup 200
    go run ./cmd/train -arch keras -activation gelu -loss mse
    go run ./cmd/train -arch mlp -units 256-128 -activation gelu -dropout 0.1
    go run ./cmd/train -arch keras-dropout -report report
    go run ./cmd/train -arch keras-small -epochs 20 -augment full
    go run ./cmd/train -arch own -backup own.backup
    go run ./cmd/train -arch own -backup own.backup -resume own.backup
    go run ./cmd/train -from own.safetensors -images my-digits
    go run ./cmd/train -arch mlp -units 64-32 -data table.csv

The recipes, each with its own layers, scaling, batch, epochs and optimizer:

    keras           784-512-10, batch 128, 5 epochs
    keras-dropout   784-128-128-10 with dropout, batch 32, 10 epochs, the last 10,000 training images validate
    keras-small     784-128-10, batch 32, 5 epochs
    keras-lesson    784-800-400-10, one-hot labels, batch 128, 15 epochs
    torch           784-128-64-10 with dropout, pixels in -1..1, batch 64, 5 epochs
    own             784-768-384-10 with dropout and augmentation, batch 128, 60 epochs: for people's own digits
    mlp             784-128-10, batch 32, 10 epochs: for -units, -activation and -dropout of one's own
    keras-conv      convolutions of 32 and 64, pools, dropout .5, batch 128, 15 epochs, the last 6,000 training images validate
    torch-conv      convolutions of 32 and 64, a pool, 9216-128-10 with dropout, batch 64, 14 epochs of Adadelta

A keras-dropout or keras-small model is saved as .h5, as Keras has it, keras-conv
as .keras, a torch or torch-conv model as .pth, the others as .safetensors; -out decides otherwise.

MNIST comes with the program. Another data set trains by -data PATH: MNIST's four
files or others of their form (Fashion-MNIST, EMNIST, KMNIST), an .npz, Kaggle's
train.csv, a folder of pictures for each class, a table as CSV. A table's columns are
standardized, by statistics that the model keeps; with -regression the column to be
predicted is a number, and the loss mse if not given. What is guessed is printed. A run
is repeated to the byte by its seed. -augment shows the network other hands than MNIST's: at each epoch, light
turns, shears, stretches, shifts and bends each image a little; full does more,
changes the width of strokes, and writes 1, 4 and 7 as people elsewhere do.
Ctrl-C ends after the present step and saves what there is.

-from goes on from a model, any that the other commands read; -images has it learn
the hand of a person by labelled pictures, with the data set beside them, so that
nothing is forgotten.

With -backup each epoch leaves a file with all that is needed to go on: weights,
optimizer, history, what -patience, -plateau and -checkpoint have seen. After Ctrl-C,
a crash or a kill, the same command line with -resume goes on after the last whole
epoch and saves the very bytes of a run that was never stopped. It wants the flags
and the data that the training began with, but -epochs may be more. Named by both
flags, the file need not be there: one command line starts and goes on. The epoch
before is beside it, as FILE.previous, and taken if the file is damaged. Without
-resume, -backup replaces no file that is there.

A file of -history, -checkpoint, -backup, -tensorboard or -report that cannot be
written, as on a full disk, does not end the training: it is said, and the exit code
is 1. A model that cannot be saved where it should be goes to the temporary folder.

The flags:

`

// parse reads the command line. It prints the usage to w if asked for it.
func parse(args []string, w io.Writer) (settings, error) {
	var c commandLine
	flags := c.flags()
	if err := command.ParseFlags(flags, joinCheck(args), usage, w); err != nil {
		return c.settings, err
	}
	c.given, c.reporting.arguments, c.settings.flags = command.Given(flags), args, recorded(flags)
	c.resuming.complete()
	if err := c.checkRanges(); err != nil {
		return c.settings, err
	}
	if err := c.chooseRecipe(); err != nil {
		return c.settings, err
	}
	if c.given["validation"] && c.watch.validation < 1 {
		return c.settings, fmt.Errorf("-validation: got %d, want at least 1", c.watch.validation)
	}
	if err := c.watch.check(max(c.recipe.Validation, c.watch.validation)); err != nil {
		return c.settings, err
	}
	if err := c.chooseOptimizer(); err != nil {
		return c.settings, err
	}
	return c.settings, c.checkFiles()
}

// commandLine holds the flags that change a recipe, until it is chosen.
type commandLine struct {
	settings
	epochs, batch int
	rate          float64
	optimizer     optim.Choice
	schedule      string
	level         int
	augment       augmentation
	given         map[string]bool
}

func (c *commandLine) flags() *flag.FlagSet {
	f := command.Flags("train")
	c.network.Add(f, "torch", "")
	command.Named(f, &c.loss, "loss", "", graph.LossNames(), "the `loss`, with settings as in 'huber(delta=0.5)' (the recipe's if not given): "+strings.Join(graph.LossNames(), ", "))
	f.IntVar(&c.epochs, "epochs", 0, "passes over the training images (the recipe's if not given)")
	f.IntVar(&c.batch, "batch", 0, "images a step (the recipe's if not given)")
	f.Float64Var(&c.rate, "lr", 0, "learning rate (if not given, the optimizer's default in the recipe's library, adam's 0.001)")
	c.optimizerFlags(f)
	c.watch.flags(f)
	c.resuming.flags(f)
	f.Uint64Var(&c.seed, "seed", 1, "decides the initial weights, the order of the images and the dropout")
	c.data.Flags(f)
	f.StringVar(&c.out, "out", "", "`file` to save the model in; its ending, "+strings.Join(models.Extensions(), ", ")+", is its format (if not given: the recipe's name and format, in the current folder)")
	f.StringVar(&c.historyFile, "history", "", "`file` for each epoch's figures, .csv or .jsonl")
	f.IntVar(&c.runs, "runs", 1, "train so many times, with seeds counting up, and print the mean")
	f.IntVar(&c.level, "verbose", int(train.Live), "0 prints the result alone, 1 a live bar or the running loss, 2 a line an epoch")
	c.augment.flags(f)
	c.try.flags(f)
	c.start.flags(f)
	c.reporting.flags(f)
	f.Var(&c.check, "check", "do not train: compare the network's gradients with finite differences; -check off trains, and leaves out the quick check that layers of one's own have before it")
	return f
}

func (c *commandLine) checkRanges() error {
	switch {
	case c.given["epochs"] && c.epochs < 1:
		return fmt.Errorf("-epochs: got %d, want at least 1", c.epochs)
	case c.given["batch"] && c.batch < 1:
		return fmt.Errorf("-batch: got %d, want at least 1", c.batch)
	case c.given["lr"] && !(c.rate > 0 && !math.IsInf(c.rate, 0)):
		return fmt.Errorf("-lr: got %v, want a number above 0", c.rate)
	case c.given["overfit"] && c.try.overfit < 1:
		return fmt.Errorf("-overfit: got %d, want at least 1", c.try.overfit)
	case c.runs < 1:
		return fmt.Errorf("-runs: got %d, want at least 1", c.runs)
	case c.level < int(train.Silent) || c.level > int(train.EpochLines):
		return fmt.Errorf("-verbose: got %d, want 0, 1 or 2", c.level)
	}
	c.verbose = train.Verbosity(c.level)
	return nil
}

// chooseRecipe takes the recipe and changes it as the flags say.
func (c *commandLine) chooseRecipe() (err error) {
	if c.recipe, err = c.network.Chosen(); err != nil {
		return err
	}
	if err := c.takeModel(); err != nil {
		return err
	}
	if c.given["epochs"] {
		c.recipe.Epochs = c.epochs
	}
	if c.given["batch"] {
		c.recipe.Batch = c.batch
	}
	if c.recipe, err = c.network.Change(c.recipe, c.given); err != nil {
		return err
	}
	if c.loss != "" {
		if c.recipe, err = c.recipe.WithLoss(c.loss); err != nil {
			return fmt.Errorf("-loss: %w", err)
		}
	}
	if err := c.keepActivation(); err != nil {
		return err
	}
	return c.augment.change(&c.recipe, c.given["augment"])
}
