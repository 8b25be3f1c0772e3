package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"time"
)

// limit is how long a program may take, for one that hangs.
const limit = 20 * time.Minute

// measure runs all jobs in turn, for each round, and returns what they printed;
// each line is kept in the raw file, if there is one, as soon as it is there. A
// program that fails is reported to log and has no figure.
func measure(ctx context.Context, s setting, jobs []job, log io.Writer) ([]line, error) {
	if len(jobs) == 0 {
		return nil, errors.New("compare: nothing to run: see -what, -networks and -programs")
	}
	var lines []line
	for round := range s.rounds {
		for i, j := range jobs {
			fmt.Fprintf(log, "round %d of %d, %d of %d: %s: ", round+1, s.rounds, i+1, len(jobs), j)
			l, err := j.run(ctx)
			if ctx.Err() != nil {
				return lines, fmt.Errorf("compare: %w", ctx.Err())
			}
			if err != nil {
				fmt.Fprintln(log, err)
				continue
			}
			fmt.Fprintf(log, "%.4g (others: %.0f %% of the CPU)\n", l.main(), 100*l.Others)
			l.Round = round + 1
			lines = append(lines, l)
			if err := s.keep(l); err != nil {
				return lines, err
			}
		}
	}
	return lines, nil
}

// complete returns an error unless every run has given its line.
func complete(lines []line, runs int) error {
	if failed := runs - len(lines); failed > 0 {
		return fmt.Errorf("compare: %d of %d runs failed, and the tables lack them: the progress above says why", failed, runs)
	}
	return nil
}

// run starts the program, waits for it and returns the line that it printed,
// with the seconds from its start to its end.
func (j job) run(ctx context.Context) (line, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	if j.workload.kind != kindBeside {
		return j.runAlone(ctx)
	}
	beside, err := startBusy(ctx, j.folder)
	if err != nil {
		return line{}, err
	}
	l, failure := j.runAlone(ctx)
	l.Busy, err = beside.end(l.Until-l.Median*float64(l.Epochs), l.Until)
	l.Others = max(0, l.Others-beside.seconds()/(l.Total*float64(runtime.NumCPU())))
	return l, cmp.Or(failure, err)
}

func (j job) runAlone(ctx context.Context) (line, error) {
	words := slices.Concat(j.program.command, j.args)
	command := exec.CommandContext(ctx, words[0], words[1:]...)
	command.Env = append(os.Environ(), "GOMAXPROCS="+strconv.Itoa(j.threads))
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	start, before := time.Now(), busySeconds()
	err := command.Run()
	seconds, busy := time.Since(start).Seconds(), busySeconds()-before
	if err != nil {
		return line{}, fmt.Errorf("compare: %s: %w: %s", command, err, lastLine(stderr.Bytes()))
	}
	l := line{}
	if last := lastLine(stdout.Bytes()); j.workload.kind != kindScript || bytes.HasPrefix(last, []byte("{")) {
		if l, err = parseLine(last); err != nil {
			return l, fmt.Errorf("compare: %s: %w", command, err)
		}
	}
	l.Kind, l.Workload, l.Program = j.workload.kind, j.workload.name, j.program.name
	l.Threads, l.Total, l.Work = j.threads, seconds, j.workload.flops()/1e9
	own := (command.ProcessState.UserTime() + command.ProcessState.SystemTime()).Seconds()
	l.Others = max(0, busy-own) / (seconds * float64(runtime.NumCPU()))
	return l, nil
}

func lastLine(b []byte) []byte {
	b = bytes.TrimSpace(b)
	return b[bytes.LastIndexByte(b, '\n')+1:]
}
