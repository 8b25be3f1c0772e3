package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"digits/graph"
	"digits/internal/command"
	"digits/internal/natsflags"
	"digits/models"
	"digits/optim"
	"digits/train/study"
)

// settings are what the command line asks for.
type settings struct {
	texts study.Texts
	study study.Study // as far as it is known without the data
	data  command.Data
	dir   string // of the studies' folders

	workers  int
	nats     *natsflags.Listen
	listens  bool // for workers on other machines
	replicas int  // 0 if not given

	list   bool
	show   string
	remove string

	again string // the command line that goes on
}

const usage = `Study how the number of neurons, activation, optimizer, learning rate, batch and
dropout change what a network learns. Each flag takes a list; all combinations are
trained, on part of the training images, and compared on the rest. The best one
then meets the test images, once.

    go run ./cmd/study -arch keras -units 32,128,512 -activation relu,tanh,sigmoid
    go run ./cmd/study -arch keras -optimizer adam,sgd,rmsprop -lr 0.001,0.01 -runs 3
    go run ./cmd/study -arch torch -units 64,128-64,256-128-64 -dropout 0,0.2
    go run ./cmd/study -units 16..512 -lr 1e-4..1e-1 -batch 16..512 -random 50
    go run ./cmd/study -units 16..512 -lr 1e-4..1e-1 -random 81 -epochs 9 -halving
    go run ./cmd/study -list
    go run ./cmd/study -show NAME

Layers are parted by -: 128-64 are two hidden layers. A..B is a range, for -random:
learning rates, units and batches are drawn on a log scale, dropout evenly. What is
not given is the recipe's. -runs N trains each setting with N seeds, and shows means
with their standard errors.

-halving stops weak settings early: all train for some epochs, the best third goes
on for three times as many, and so on (successive halving). -halving=asha promotes
without waiting for all, which keeps many workers busy.

A study lives in a folder, studies/NAME: settings.csv, trials.csv, records.jsonl, the
page report/index.html with its plots, and winner.safetensors. Killed by whatever
means, it goes on where it was when the same command is given again; trials that
were finished are not run again. What comes out does not depend on how many workers
there were, or how often it was interrupted.

Trials go through a queue, NATS JetStream, which is part of the program and keeps its
store in the study's folder. Other machines join in, each with this program and the
data. On the first one, with credentials, since others can reach it:

    go run ./cmd/study -units 32..1024 -random 100 -listen 0.0.0.0:4222 -user me -password secret

and on the others:

    go run ./cmd/worker -nats nats://FIRST:4222 -user me -password secret

Or all of them use a NATS server of yours, with JetStream: study -nats URL, worker
-nats URL, with -creds, -nkey, -token, -tlsca and so on as NATS' own tools have them.
If that server is one of a cluster, -replicas 3 keeps everything on three of its
servers, so that the study goes on without any one of them:

    go run ./cmd/study -units 32..1024 -random 100 -nats nats://A:4222,nats://B:4222,nats://C:4222 -replicas 3

Such a server keeps a study until it is deleted there. The study's folder, with the
results and the winner's model, stays:

    go run ./cmd/study -delete NAME -nats URL

The flags:

`

// parse reads the command line. It prints the usage to w if asked for it.
func parse(args []string, w io.Writer) (settings, error) {
	s := settings{study: study.Study{Runs: 1, Seed: 1}}
	f := s.flags()
	if err := command.ParseFlags(f, args, usage, w); err != nil {
		return s, err
	}
	given := command.Given(f)
	s.again, s.listens = commandLine(f), given["listen"] || given["config"]
	if given["delete"] {
		return s, s.checkDelete()
	}
	if s.list || s.show != "" {
		return s, nil
	}
	if !slices.ContainsFunc(axes(), func(a string) bool { return given[a] }) && !given["runs"] {
		return s, errors.New("got nothing to study: give lists of settings, as -units 32,128,512 -activation relu,tanh, or -list")
	}
	if s.workers < 0 {
		return s, fmt.Errorf("-workers: got %d, want at least 0", s.workers)
	}
	for name, n := range map[string]int{"runs": s.study.Runs, "epochs": s.study.Epochs, "validation": s.study.Validation, "random": s.texts.Random, "eta": s.study.Halving.Eta} {
		if given[name] && n < 1 {
			return s, fmt.Errorf("-%s: got %d, want at least 1", name, n)
		}
	}
	if err := s.checkReplicas(given["replicas"]); err != nil {
		return s, err
	}
	if given["eta"] && s.study.Halving.Mode == "" {
		return s, errors.New("-eta: it is the factor of -halving, which is not given")
	}
	var err error
	if s.study.Space, err = study.ParseSpace(s.texts); err != nil {
		return s, s.flagged(err)
	}
	return s, s.nats.Check()
}

// checkReplicas returns an error unless a server can be asked to keep things on so
// many. An even number survives the loss of no more servers than the odd one below.
func (s settings) checkReplicas(given bool) error {
	switch n := s.replicas; {
	case given && n != 1 && n != 3 && n != 5: // JetStream's most
		return fmt.Errorf("-replicas: got %d, want 1, 3 or 5 servers of a cluster", n)
	case n > 1 && !s.nats.Connecting():
		return fmt.Errorf("-replicas: got %d, and no cluster: the study's own server is one; name a cluster's by -nats or -context", n)
	}
	return nil
}

// axes are the names of the flags that say what differs.
func axes() (names []string) {
	for _, a := range study.Axes() {
		names = append(names, a.Name)
	}
	return names
}

func (s *settings) flags() *flag.FlagSet {
	f := command.Flags("study")
	f.StringVar(&s.texts.Arch, "arch", "keras", "`recipes`: "+strings.Join(models.RecipeNames(), ", "))
	f.StringVar(&s.texts.Units, "units", "", "units of the hidden `layers`, as 32,128,128-64 or 16..512")
	f.StringVar(&s.texts.Activation, "activation", "", "`activations` of the hidden layers, with settings as in 'elu(alpha=0.5)': "+strings.Join(graph.ActivationNames(), ", "))
	f.StringVar(&s.texts.Optimizer, "optimizer", "", "`optimizers`, in the form and with the defaults of the recipe's library: "+strings.Join(optim.Names(), ", "))
	f.StringVar(&s.texts.LearningRate, "lr", "", "learning `rates`, as 0.001,0.01 or 1e-4..1e-1 (if not given, the optimizer's default)")
	f.StringVar(&s.texts.Batch, "batch", "", "images a step: `sizes`, as 32,128 or 16..512")
	f.StringVar(&s.texts.Dropout, "dropout", "", "`rates` of the dropout layers, as 0,0.2 or 0..0.5")
	f.IntVar(&s.texts.Random, "random", 0, "draw `N` settings at random instead of training all combinations")
	f.IntVar(&s.study.Epochs, "epochs", 0, "passes over the training images (the first recipe's if not given)")
	f.IntVar(&s.study.Runs, "runs", 1, "train each setting so many times, with seeds counting up")
	f.Uint64Var(&s.study.Seed, "seed", 1, "decides which settings are drawn, the initial weights, the order of the images and the dropout")
	f.Var((*halving)(&s.study.Halving.Mode), "halving", "stop weak settings early; -halving=asha does so without waiting for the others")
	f.IntVar(&s.study.Halving.Eta, "eta", 0, "of -halving: one in so many settings goes on, for so many times the epochs (3 if not given)")
	f.IntVar(&s.study.Validation, "validation", 0, "the last `N` training images compare the settings (if not given, the recipe's number, or a sixth: 10,000 of MNIST)")
	s.data.Flags(f)
	f.StringVar(&s.study.Name, "name", "", "the study's `name` (if not given, one that follows from its settings, so that the same command goes on)")
	f.StringVar(&s.dir, "dir", "studies", "`folder` of the studies' folders")
	f.IntVar(&s.workers, "workers", runtime.GOMAXPROCS(0), "trials at once in this process, each on one core; 0 leaves all to cmd/worker, here or elsewhere")
	s.nats = natsflags.AddListen(f)
	f.IntVar(&s.replicas, "replicas", 0, "with -nats: on how many `servers` of a cluster each thing is kept: 1, 3 or 5 (1 if not given); what is there already stays on as many as it is")
	f.BoolVar(&s.list, "list", false, "list the studies there are")
	f.StringVar(&s.show, "show", "", "print the table of the study of that `name`, which may be running, and train nothing")
	f.StringVar(&s.remove, "delete", "", "delete the study of that `name` from the server of -nats or -context, and train nothing")
	return f
}

// halving is the flag that may stand alone.
type halving string

func (h *halving) String() string   { return string(*h) }
func (h *halving) IsBoolFlag() bool { return true }
func (h *halving) Set(text string) error {
	if on, err := strconv.ParseBool(text); err == nil {
		if text = ""; on {
			text = study.Halve
		}
	} else if text != study.Halve && text != study.ASHA {
		return fmt.Errorf("want -halving or -halving=%s", study.ASHA)
	}
	*h = halving(text)
	return nil
}

// flagged puts a - before an error that begins with a flag's name.
func (s settings) flagged(err error) error {
	name, _, found := strings.Cut(err.Error(), ":")
	if found && s.flags().Lookup(name) != nil {
		return fmt.Errorf("-%w", err)
	}
	return err
}
