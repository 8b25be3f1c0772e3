package main

import (
	"flag"
	"fmt"
	"strconv"
	"strings"

	"digits/data"
)

// setting is what is measured: the arguments that the peers' programs take too.
type setting struct {
	network string
	widths  []int // input first
	batch   int
	dropout float64
	scale   data.Scale
	threads int
	epochs  int // that count
	warmup  int // epochs before them
	data    string
}

func parse(args []string) (setting, error) {
	var s setting
	f := flag.NewFlagSet("plain", flag.ContinueOnError)
	f.StringVar(&s.network, "network", "784-512-10", "`widths`, input first")
	f.IntVar(&s.batch, "batch", 128, "examples a step")
	f.Float64Var(&s.dropout, "dropout", 0, "rate after each hidden layer")
	low := f.Float64("low", 0, "pixels are scaled to low..1: 0 or -1")
	f.Bool("one-hot", true, "ignored: labels are always one-hot, gorgonia has no other loss")
	f.IntVar(&s.threads, "threads", 2, "cores to use")
	f.IntVar(&s.epochs, "epochs", 3, "epochs that count")
	f.IntVar(&s.warmup, "warmup", 1, "epochs before them")
	f.StringVar(&s.data, "data", "", "`folder` of MNIST's four files (if not given: wherever they are)")
	if err := f.Parse(args); err != nil {
		return s, err
	}
	if s.batch < 1 || s.epochs < 1 || s.warmup < 0 || s.threads < 1 || s.dropout < 0 || s.dropout >= 1 {
		return s, fmt.Errorf("plain: -batch, -epochs and -threads want at least 1, -warmup 0, -dropout 0 to less than 1")
	}
	switch *low {
	case 0:
		s.scale = data.Unit
	case -1:
		s.scale = data.Signed
	default:
		return s, fmt.Errorf("plain: -low: got %v, want 0 or -1", *low)
	}
	var err error
	s.widths, err = parseWidths(s.network)
	return s, err
}

func parseWidths(network string) ([]int, error) {
	var widths []int
	for field := range strings.SplitSeq(network, "-") {
		width, err := strconv.Atoi(field)
		if err != nil || width < 1 {
			return nil, fmt.Errorf("plain: -network: got %q, want widths such as 784-512-10", network)
		}
		widths = append(widths, width)
	}
	last := len(widths) - 1
	if last < 1 || widths[0] != 784 || widths[last] != 10 {
		return nil, fmt.Errorf("plain: -network: got %q, want 784 first and 10 last", network)
	}
	return widths, nil
}
