package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
)

// keep appends a line to the raw file, if there is one: what is measured is not
// lost when a later program hangs.
func (s setting) keep(l line) error {
	if s.raw == "" {
		return nil
	}
	file, err := os.OpenFile(s.raw, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("compare: -raw: %w", err)
	}
	err = json.NewEncoder(file).Encode(l)
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("compare: -raw: %w", err)
	}
	return nil
}

// readLines returns the lines of raw files that are of the kinds and workloads
// asked for, in the order of the tables.
func (s setting) readLines() ([]line, error) {
	var lines []line
	for _, path := range s.from {
		read, err := readRaw(path)
		if err != nil {
			return nil, fmt.Errorf("compare: -from: %s: %w", path, err)
		}
		lines = append(lines, read...)
	}
	lines = slices.DeleteFunc(lines, func(l line) bool {
		return metrics[l.Kind] == nil || !slices.Contains(s.kinds, l.Kind) ||
			!s.onlyWorkloads.MatchString(l.Workload) || !s.onlyPrograms.MatchString(l.Program)
	})
	if len(lines) == 0 {
		return nil, errors.New("compare: -from: no line of what is asked for: see -what, -networks and -programs")
	}
	slices.SortStableFunc(lines, func(a, b line) int { return place(a) - place(b) })
	return lines, nil
}

func readRaw(path string) ([]line, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var lines []line
	for decoder := json.NewDecoder(file); ; {
		var l line
		switch err := decoder.Decode(&l); {
		case errors.Is(err, io.EOF):
			return lines, nil
		case err != nil:
			return nil, fmt.Errorf("line %d: %w: want what -raw wrote", len(lines)+1, err)
		}
		lines = append(lines, l)
	}
}

// place is where a line's workload stands among the workloads; after them all if
// there is no such workload any more.
func place(l line) int {
	at := slices.IndexFunc(workloads, func(w workload) bool { return w.kind == l.Kind && w.name == l.Workload })
	if at < 0 {
		return len(workloads)
	}
	return at
}
