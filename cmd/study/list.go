package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"digits/internal/terminal"
	"digits/train/study"
)

// found is a study as its folder shows it.
type found struct {
	study  study.Study
	table  study.Table
	winner *winner   // nil while it is not done
	last   time.Time // when its files last changed; zero if it has no trial yet
}

// look reads a study's folder.
func look(folder string) (f found, err error) {
	if f.study, err = study.Load(folder); err != nil {
		return f, err
	}
	records, err := f.study.Records(folder)
	if err != nil {
		return f, err
	}
	f.table = f.study.Table(records)
	if info, err := os.Stat(filepath.Join(folder, study.RecordsFile)); err == nil {
		f.last = info.ModTime()
	}
	f.winner, err = loadWinner(folder)
	return f, err
}

// state says how far a study is.
func (f found) state(now time.Time) string {
	switch {
	case f.winner != nil:
		return "done"
	case f.last.IsZero():
		return "begun"
	}
	return "last trial " + ago(now.Sub(f.last))
}

// ago writes how long ago something was, in its largest unit.
func ago(d time.Duration) string {
	for _, unit := range []struct {
		size time.Duration
		name string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}} {
		if d >= unit.size {
			return count(int(d/unit.size), unit.name) + " ago"
		}
	}
	return "just now"
}

// printList prints the studies that there are, a line each. A folder that cannot be
// read has a line that says why.
func (s settings) printList(w io.Writer) error {
	entries, err := os.ReadDir(s.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("study: %w", err)
	}
	rows := [][]string{{"name", "trials", "settings", "best val_accuracy", "state"}}
	for _, e := range entries {
		f, err := look(filepath.Join(s.dir, e.Name()))
		switch {
		case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR): // some other folder, or a file
		case err != nil:
			rows = append(rows, []string{e.Name(), "", "", "", strings.TrimPrefix(err.Error(), "study: ")})
		default:
			best := ""
			if top := f.table.Rows[0]; top.Rank > 0 {
				best = meanText(top.ValAccuracy, top.Runs)
			}
			rows = append(rows, []string{e.Name(), fmt.Sprintf("%d/%d", f.table.Ended, f.table.Trials), strconv.Itoa(len(f.table.Rows)), best, f.state(time.Now())})
		}
	}
	if len(rows) == 1 {
		_, err := fmt.Fprintf(w, "There are no studies in %s\n", s.dir)
		return err
	}
	_, err = fmt.Fprintln(w, strings.Join(terminal.Columns(rows, func(column int) bool { return column == 0 || column == 4 }), "\n"))
	return err
}

// printStudy prints the table of one study.
func (s settings) printStudy(w io.Writer) error {
	if s.show != filepath.Base(s.show) {
		return fmt.Errorf("study: -show: got %q, want a name as -list has it", s.show)
	}
	folder := filepath.Join(s.dir, s.show)
	f, err := look(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("study: -show: there is no study %s in %s: -list shows those there are", s.show, s.dir)
	}
	if err != nil {
		return err
	}
	if f.winner != nil {
		records, err := f.study.Records(folder)
		if err != nil {
			return err
		}
		return (&run{settings: s, study: f.study, folder: folder, w: w}).printEnd(records, *f.winner)
	}
	v := newView(f.study, time.Now())
	v.table = f.table
	_, err = fmt.Fprintf(w, "%s\n\n%s\n\n%d of %s done, %s\n", v.title(), strings.Join(v.lines(mostPrinted), "\n"),
		f.table.Ended, count(f.table.Trials, "trial"), f.state(time.Now()))
	return err
}
