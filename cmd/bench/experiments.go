package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"text/tabwriter"
)

// experiment is what a program of experiments/ prints with -measure; package lab says
// what the fields are.
type experiment struct {
	Experiment   string  `json:"experiment"`
	Network      string  `json:"network"`
	Training     int     `json:"training"`
	Batch        int     `json:"batch"`
	Microseconds float64 `json:"microseconds_per_step"`
	Best         float64 `json:"microseconds_per_step_best"`
	Allocations  float64 `json:"allocations_per_step"`
	Bytes        float64 `json:"bytes_allocated_per_step"`
	Instructions int     `json:"instructions_per_step"`
}

// training tells apart what one program trains.
func (e experiment) training() string {
	if e.Training > 1 {
		return fmt.Sprintf("%s %s, training %d", e.Experiment, e.Network, e.Training)
	}
	return e.Experiment + " " + e.Network
}

// experimentRounds is how often each program runs, beside the other checkout's.
const experimentRounds = 3

// measureExperiments builds the programs of experiments/ here and, if there is another
// checkout to compare with, there, runs them in turn, and prints a table.
func (s settings) measureExperiments(ctx context.Context, w io.Writer) error {
	folder, err := os.MkdirTemp("", "experiments")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	checkouts := []string{"."}
	if s.beside != "" {
		checkouts = append(checkouts, s.beside)
	}
	names, err := buildExperiments(ctx, folder, checkouts, s.only)
	if err != nil {
		return err
	}
	rounds := make([][]experiment, len(checkouts))
	for _, name := range names {
		for range experimentRounds {
			for i := range checkouts {
				lines, err := s.runExperiment(ctx, filepath.Join(folder, fmt.Sprint(i), name))
				if err != nil {
					return err
				}
				rounds[i] = append(rounds[i], lines...)
			}
		}
	}
	if s.json {
		for _, e := range middle(rounds[0]) {
			if err := json.NewEncoder(w).Encode(e); err != nil {
				return err
			}
		}
		return nil
	}
	return writeExperiments(w, rounds)
}

// buildExperiments returns the names of the programs, which are in folders 0, 1 … of
// folder, one a checkout.
func buildExperiments(ctx context.Context, folder string, checkouts []string, only string) (names []string, err error) {
	paths, err := filepath.Glob("experiments/*/main.go")
	if err != nil || len(paths) == 0 {
		return nil, fmt.Errorf("-experiments: no experiments here (%v): run it in the module's root", err)
	}
	for _, path := range paths {
		name := filepath.Base(filepath.Dir(path))
		if only != "" && only != name {
			continue
		}
		names = append(names, name)
		for i, checkout := range checkouts {
			build := exec.CommandContext(ctx, "go", "build", "-o", filepath.Join(folder, fmt.Sprint(i), name), "./experiments/"+name)
			build.Dir = checkout
			if out, err := build.CombinedOutput(); err != nil {
				return nil, fmt.Errorf("-experiments: %s: %w: %s", name, err, out)
			}
		}
	}
	if names == nil {
		return nil, fmt.Errorf("-only: got %q, want the name of a folder in experiments", only)
	}
	return names, nil
}

func (s settings) runExperiment(ctx context.Context, binary string) (lines []experiment, err error) {
	args := []string{"-measure", s.lasting.String(), "-examples", fmt.Sprint(s.examples)}
	if s.data.Path != "" {
		args = append(args, "-data", s.data.Path)
	}
	run := exec.CommandContext(ctx, binary, args...)
	run.Env = append(os.Environ(), fmt.Sprintf("GOMAXPROCS=%d", s.threads))
	var complaint bytes.Buffer
	run.Stderr = &complaint
	out, err := run.Output()
	if err != nil {
		return nil, fmt.Errorf("-experiments: %s: %w: %s", filepath.Base(binary), err, complaint.Bytes())
	}
	for scanner := bufio.NewScanner(bytes.NewReader(out)); scanner.Scan(); {
		var e experiment
		if json.Unmarshal(scanner.Bytes(), &e) == nil && e.Experiment != "" {
			lines = append(lines, e)
		}
	}
	return lines, nil
}

// middle returns each training once, in order, with the median of its rounds' times and
// the best of their bests.
func middle(lines []experiment) (all []experiment) {
	times := map[string][]float64{}
	for _, e := range lines {
		name := e.training()
		if times[name] == nil {
			all = append(all, e)
		}
		times[name] = append(times[name], e.Microseconds)
		i := slices.IndexFunc(all, func(a experiment) bool { return a.training() == name })
		all[i].Best = math.Min(all[i].Best, e.Best)
	}
	for i := range all {
		all[i].Microseconds = median(times[all[i].training()])
	}
	return all
}

// writeExperiments prints the table: of this checkout, and how many times the other takes.
func writeExperiments(w io.Writer, rounds [][]experiment) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	here, there := middle(rounds[0]), map[string]experiment{}
	fmt.Fprint(t, "µs/step\tbest\tallocations\tbytes\tinstructions\tbatch")
	if len(rounds) > 1 {
		for _, e := range middle(rounds[1]) {
			there[e.training()] = e
		}
		fmt.Fprint(t, "\ttheirs\tbest\tallocations\tbytes\ttimes ours\tof the bests")
	}
	fmt.Fprintln(t, "\t  network")
	for _, e := range here {
		fmt.Fprintf(t, "%.0f\t%.0f\t%.0f\t%.0f\t%d\t%d", e.Microseconds, e.Best, e.Allocations, e.Bytes, e.Instructions, e.Batch)
		if len(rounds) > 1 {
			o := there[e.training()]
			fmt.Fprintf(t, "\t%.0f\t%.0f\t%.0f\t%.0f\t%.2f\t%.2f", o.Microseconds, o.Best, o.Allocations, o.Bytes, o.Microseconds/e.Microseconds, o.Best/e.Best)
		}
		fmt.Fprintf(t, "\t  %s\n", e.training())
	}
	return t.Flush()
}
