package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
)

// job is one program at one work on so many cores.
type job struct {
	workload workload
	program  program
	threads  int
	args     []string
	folder   string // of what is built
}

// String names the job in the progress that compare reports.
func (j job) String() string {
	return fmt.Sprintf("%s %s: %s on %s", j.workload.kind, j.workload.name, j.program.name, plural(j.threads, "core"))
}

// jobs returns those of a round, in the order in which they run: the programs of
// one workload follow each other, so that a change of the machine's mood meets
// all of them.
func (s setting) jobs(programs []program, folder string) []job {
	var jobs []job
	for _, w := range workloads {
		if !slices.Contains(s.kinds, w.kind) || !s.onlyWorkloads.MatchString(w.name) {
			continue
		}
		threads := s.threads
		if w.kind == kindBeside {
			threads = threads[len(threads)-1:] // with cores to spare there is nothing to see
		}
		for _, threads := range threads {
			for _, p := range programs {
				if slices.Contains(p.kinds, w.kind) {
					jobs = append(jobs, job{w, p, threads, s.args(w, p, threads, folder), folder})
				}
			}
		}
	}
	return jobs
}

// args returns the arguments that the program gets besides its own.
func (s setting) args(w workload, p program, threads int, folder string) []string {
	save := filepath.Join(folder, "model.keras")
	if w.kind == kindScript && p.name == digits {
		args := []string{"--data=" + s.data, "--arch=" + w.recipe, "--epochs=" + strconv.Itoa(w.epochs), "--out=" + save + ".safetensors"}
		if w.recipe == "torch" {
			args = append(args, fmt.Sprintf("--dropout=%v", w.dropout))
		}
		return args
	}
	if w.kind == kindProduct {
		return []string{"--threads=" + strconv.Itoa(threads)}
	}
	epochs, warmup := s.epochs, 1
	if p.brief {
		epochs, warmup = 1, 0
	}
	args := append(w.args(), "--data="+s.data, "--threads="+strconv.Itoa(threads))
	if w.kind == kindScript {
		epochs, warmup = w.epochs, 0
		args = append(args, "--save="+save)
	}
	if w.kind != kindPredict {
		args = append(args, "--epochs="+strconv.Itoa(epochs), "--warmup="+strconv.Itoa(warmup))
	}
	return args
}
