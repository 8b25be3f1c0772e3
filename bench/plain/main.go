// Command plain trains a network of dense layers on MNIST as gorgonia alone
// would have it: its own operations, its TapeMachine, its AdamSolver, and none
// of ours but the reading of the data. It takes the arguments of the programs
// beside it and prints the same JSON line (see ../README.md).
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"

	"digits/data"
)

func main() {
	s, err := parse(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err == nil {
		err = measure(s, os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// measure trains for the warm-up and for the epochs that count, tests, and
// writes the line.
func measure(s setting, w io.Writer) error {
	runtime.GOMAXPROCS(s.threads)
	source, err := data.MNIST(s.data)
	if err != nil {
		return err
	}
	start := time.Now()
	t, err := newTrainer(s, source.Train.Len())
	if err != nil {
		return err
	}
	defer t.close()
	compiled := time.Since(start)
	var seconds []float64
	for epoch := range s.warmup + s.epochs {
		start := time.Now()
		if err := t.epoch(source.Train, epoch); err != nil {
			return err
		}
		if epoch >= s.warmup {
			seconds = append(seconds, time.Since(start).Seconds())
		}
	}
	accuracy, err := accuracy(s, t.weights, source.Test)
	if err != nil {
		return err
	}
	return newLine(s, compiled.Seconds(), seconds, accuracy).write(w)
}
