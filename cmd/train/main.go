// Command train trains a handwritten-digit classifier on MNIST, tests it and
// saves it. `go run ./cmd/train -h` explains its flags.
package main

import (
	"context"
	"io"
	"os/signal"
	"syscall"

	"digits/internal/command"
	"digits/train/tensorboard"
)

func main() {
	signal.Ignore(syscall.SIGPIPE) // a reader of stdout that goes is no reason to lose what was learnt
	command.Main("train", trains)
}

func trains(ctx context.Context, args []string, stdout io.Writer) error {
	s, err := parse(args, stdout)
	if err != nil {
		return command.Usage(err)
	}
	return s.do(ctx, stdout)
}

// do checks what can be checked before long work, then checks or trains.
func (s settings) do(ctx context.Context, w io.Writer) error {
	if s.start.fault != nil {
		return s.start.fault
	}
	if s.check == checkOnly {
		return s.checkGradients(w)
	}
	ctx, end := context.WithCancel(ctx)
	defer end()
	s.faults = newFaults(ctx)
	return s.faults.with(s.prepared(ctx, &output{Writer: w, ctx: ctx, end: end, faults: s.faults}))
}

// prepared checks the files that there are to be, then trains.
func (s settings) prepared(ctx context.Context, w io.Writer) error {
	for _, path := range []string{s.outputFile(s.seed), s.historyFile, s.watch.checkpoint, s.resuming.backup, s.watch.picture()} {
		if err := writable(path); err != nil {
			return err
		}
	}
	release, err := s.ready()
	if err != nil {
		return err
	}
	defer release()
	if err := s.reporting.prepare(); err != nil {
		return err
	}
	if s.watch.board != "" {
		if err := tensorboard.Prepare(s.watch.board); err != nil {
			return err
		}
	}
	source, err := s.data.Images(w)
	if err != nil {
		return err
	}
	if err := s.readImages(ctx, source, w); err != nil {
		return err
	}
	if s.watch.findRate != "" {
		return s.findLearningRate(ctx, w, source)
	}
	if s.try.overfit > 0 {
		return s.overfit(ctx, source, w)
	}
	return s.trainAll(ctx, source, w)
}
