// Command compare runs the peers' programs and ours in turn, several rounds, and
// prints medians and ratios as Markdown tables, the machine named by its CPU.
// It runs in the module's root. `go run ./bench/compare -h` explains its flags,
// bench/README.md what is compared and how to install the peers.
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

	"digits/internal/machine"
	"digits/internal/whole"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := compare(ctx, os.Args[1:], os.Stdout, os.Stderr)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// compare measures what the arguments ask for, or reads what was measured, reports
// its progress to log and writes the tables to w.
func compare(ctx context.Context, args []string, w, log io.Writer) error {
	s, err := parse(args, log)
	if err != nil {
		return err
	}
	if s.plot != "" {
		if err := whole.Writable(filepath.Join(s.plot, "sizes.png")); err != nil {
			return err
		}
	}
	if len(s.from) > 0 {
		lines, err := s.readLines()
		if err != nil {
			return err
		}
		return s.write(w, lines)
	}
	lines, runs, err := s.measured(ctx, log)
	if err != nil {
		return err
	}
	return errors.Join(s.write(w, lines), complete(lines, runs))
}

// measured builds and runs the programs, and returns their lines and how many
// there should be.
func (s setting) measured(ctx context.Context, log io.Writer) (lines []line, runs int, err error) {
	folder, err := os.MkdirTemp("", "compare")
	if err != nil {
		return nil, 0, fmt.Errorf("compare: %w", err)
	}
	defer os.RemoveAll(folder)
	if s.data == "" {
		if s.data, err = bundledData(ctx); err != nil {
			return nil, 0, err
		}
	}
	programs, err := s.programs(ctx, folder, log)
	if err != nil {
		return nil, 0, err
	}
	jobs := s.jobs(programs, folder)
	lines, err = measure(ctx, s, jobs, log)
	return lines, len(jobs) * s.rounds, err
}

// write writes the tables, and the plot if it is asked for.
func (s setting) write(w io.Writer, lines []line) error {
	if _, err := io.WriteString(w, report(machine.Name(), lines)); err != nil {
		return err
	}
	if s.plot == "" {
		return nil
	}
	return drawSizes(s.plot, lines)
}
