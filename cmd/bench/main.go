// Command bench measures how fast this machine trains and uses the networks,
// how far that is from what the machine can do, and where a step's time goes.
// `go run ./cmd/bench -h` explains its flags.
package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"digits/data"
	"digits/internal/command"
	"digits/internal/whole"
)

func main() { command.Main("bench", bench) }

func bench(ctx context.Context, args []string, stdout io.Writer) error {
	s, err := parse(args, stdout)
	if err != nil {
		return command.Usage(err)
	}
	return s.do(ctx, stdout)
}

// do measures each workload in turn and prints what is asked for.
func (s settings) do(ctx context.Context, w io.Writer) error {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(s.threads))
	if s.experiments {
		return s.measureExperiments(ctx, w, os.Stderr)
	}
	if s.products {
		return s.measureProducts(ctx, w)
	}
	if s.plot != "" {
		if err := whole.Writable(filepath.Join(s.plot, "sizes.png")); err != nil {
			return err
		}
	}
	notes := w
	if s.json {
		notes = io.Discard
	}
	source, err := s.data.Images(notes)
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
