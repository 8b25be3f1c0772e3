package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

const (
	busyPath = "bench/busy"
	alone    = time.Second // for which a busy process is first measured
)

// busyProcess is one that keeps one core at work beside a program.
type busyProcess struct {
	command *exec.Cmd
	stdin   io.Closer
	output  bytes.Buffer
	began   float64 // seconds since 1970, when the program may start
}

// startBusy starts bench/busy, built into folder, and lets it run alone for a
// moment.
func startBusy(ctx context.Context, folder string) (*busyProcess, error) {
	b := &busyProcess{command: exec.CommandContext(ctx, filepath.Join(folder, filepath.Base(busyPath)))}
	b.command.Stdout = &b.output
	var err error
	if b.stdin, err = b.command.StdinPipe(); err == nil {
		err = b.command.Start()
	}
	if err != nil {
		return nil, fmt.Errorf("compare: %s: %w", busyPath, err)
	}
	time.Sleep(alone)
	b.began = float64(time.Now().UnixMicro()) / 1e6
	return b, nil
}

// end ends the process, and returns its median speed from one time to another, in
// seconds since 1970, as a share of what it had alone.
func (b *busyProcess) end(from, to float64) (float64, error) {
	b.stdin.Close()
	if err := b.command.Wait(); err != nil {
		return 0, fmt.Errorf("compare: %s: %w", busyPath, err)
	}
	return share(b.output.String(), b.began, from, to)
}

// seconds returns for how long the process has computed. It must have ended.
func (b *busyProcess) seconds() float64 {
	return (b.command.ProcessState.UserTime() + b.command.ProcessState.SystemTime()).Seconds()
}

// share reads what bench/busy has printed.
func share(output string, began, from, to float64) (float64, error) {
	var before, between []float64
	for row := range strings.Lines(output) {
		var at, speed float64
		if _, err := fmt.Sscan(row, &at, &speed); err != nil {
			return 0, fmt.Errorf("compare: %s: got %.80q, want a time and a speed: %w", busyPath, row, err)
		}
		switch {
		case at <= began:
			before = append(before, speed)
		case at > from && at <= to:
			between = append(between, speed)
		}
	}
	if len(before) == 0 || len(between) == 0 {
		return 0, errors.New("compare: " + busyPath + ": no speed alone, or none while the program trained")
	}
	return median(between) / median(before), nil
}
