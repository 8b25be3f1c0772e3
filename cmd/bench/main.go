// Command bench measures how fast this machine trains and uses the networks,
// how far that is from what the machine can do, and where a step's time goes.
// `go run ./cmd/bench -h` explains its flags.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"

	"digits/data"
	"digits/internal/whole"
)

// Exit codes: a wrong command line, any other failure, Ctrl-C.
const (
	exitFailure     = 1
	exitUsage       = 2
	exitInterrupted = 130
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	go func() {
		<-ctx.Done()
		stop() // a second Ctrl-C ends the program at once
	}()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	s, err := parse(args, stdout)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		fmt.Fprintf(stderr, "bench: %v (bench -h explains the flags)\n", err)
		return exitUsage
	}
	err = s.do(ctx, stdout)
	switch {
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "bench: interrupted")
		return exitInterrupted
	case err != nil:
		fmt.Fprintln(stderr, err)
		return exitFailure
	}
	return 0
}

// do measures each workload in turn and prints what is asked for.
func (s settings) do(ctx context.Context, w io.Writer) error {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(s.threads))
	if s.plot != "" {
		if err := whole.Writable(filepath.Join(s.plot, "sizes.png")); err != nil {
			return err
		}
	}
	source, err := data.MNIST(s.data)
	if err != nil {
		return err
	}
	r := report{settings: s, w: w, source: source}
	for _, work := range s.workloads {
		l, err := s.measure(ctx, work, source)
		if err != nil {
			return err
		}
		if err := r.add(l); err != nil {
			return err
		}
	}
	return r.end()
}

// measure predicts with a workload's network, or trains it.
func (s settings) measure(ctx context.Context, work workload, source *data.Source) (line, error) {
	if s.predict {
		return s.measurePrediction(ctx, work, source.Test)
	}
	return s.measureTraining(ctx, work, source)
}
