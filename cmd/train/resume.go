package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"digits/internal/command"
	"digits/internal/whole"
	"digits/train"
)

// resuming is how a training goes on after an end that was not its own.
type resuming struct {
	backup string // file that each epoch leaves
	resume string // file to go on from
	start  bool   // where there is none, from the beginning
}

func (r *resuming) flags(f *flag.FlagSet) {
	f.StringVar(&r.backup, "backup", "", "`file` in which each epoch leaves all that is needed to go on, for -resume; several runs have one each, with -seedN in its name")
	f.StringVar(&r.resume, "resume", "", "go on from this `file` of -backup, with the other flags as they were, and keep it up to date; if -backup names it too, it may be missing: then start")
}

// complete fills in what the one flag means for the other.
func (r *resuming) complete() {
	r.start = r.resume != "" && r.backup == r.resume
	if r.backup == "" {
		r.backup = r.resume
	}
}

// check reports a file that is to hold two things.
func (r resuming) check(others map[string]string) error {
	for name, path := range others {
		if r.backup != "" && path != "" && filepath.Clean(path) == filepath.Clean(r.backup) {
			return fmt.Errorf("-backup: got %s, which is %s too: name another file", r.backup, name)
		}
	}
	return nil
}

// ready reports, before long work, a file to go on from that is not there, and one of
// another training that -backup would replace. Of several runs the later ones may not
// have begun. Until release is called, no other training has these files.
func (s settings) ready() (release func(), err error) {
	if from := s.resuming.resume; from != "" && !s.resuming.start {
		b := train.Backup{Path: s.withSeed(from)}
		if _, err := os.Stat(b.Path); err != nil && b.Exists() == "" {
			return nil, fmt.Errorf("train: -resume: there is no %s (%w): leave -resume out to start, or name the file as -backup too to start where it is missing", b.Path, errors.Unwrap(err))
		}
	}
	var locks []func()
	release = func() {
		for _, unlock := range locks {
			unlock()
		}
	}
	for range s.runs {
		unlock, err := s.reserve()
		if err != nil {
			release()
			return nil, err
		}
		locks = append(locks, unlock)
		s.seed++
	}
	return release, nil
}

// reserve locks a run's file.
func (s settings) reserve() (unlock func(), err error) {
	if s.resuming.backup == "" {
		return func() {}, nil
	}
	b := s.backup()
	if unlock, err = whole.Lock(b.Path); err != nil {
		return nil, fmt.Errorf("train: -backup: %w", err)
	}
	if there := b.Exists(); there != "" && s.resuming.resume != s.resuming.backup {
		unlock()
		return nil, fmt.Errorf("train: -backup: there is %s, of another training: -resume %s goes on with it; to start, name another file or remove this one", there, command.Quoted(s.resuming.backup))
	}
	return unlock, nil
}

// backup is the file that a run leaves at each epoch.
func (s settings) backup() *train.Backup {
	return &train.Backup{Path: s.withSeed(s.resuming.backup)}
}

// withSeed puts the seed into a file's name if there are several runs.
func (s settings) withSeed(path string) string {
	if s.runs > 1 {
		return beforeExtension(path, fmt.Sprintf("-seed%d", s.seed))
	}
	return path
}

// checkpoint reads what to go on from, nil for nothing. said is a callback that says so,
// once it is known that it can be gone on from. kept is the file that the run leaves,
// which may be the same.
func (s settings) checkpoint(w io.Writer, kept *train.Backup) (c *train.Checkpoint, said train.Callback, err error) {
	says := ""
	said = func(e train.Event) (err error) {
		if _, begins := e.(*train.Begin); begins && says != "" {
			_, err = fmt.Fprintf(w, "%s\n\n", says)
		}
		return err
	}
	if s.resuming.resume == "" {
		return nil, said, nil
	}
	from := kept
	if path := s.withSeed(s.resuming.resume); path != kept.Path {
		from = &train.Backup{Path: path}
	}
	var newer error
	c, newer, err = from.Load()
	says = fmt.Sprintf("There is no %s yet: training from the start", from.Path)
	switch {
	case newer != nil:
		says = fmt.Sprintf("%v\nGoing on after epoch %d of %d, from the older %s", newer, c.Epoch, s.recipe.Epochs, whole.Previous(from.Path))
	case err == nil:
		says = fmt.Sprintf("Going on after epoch %d of %d, from %s", c.Epoch, s.recipe.Epochs, from.Path)
	case !errors.Is(err, fs.ErrNotExist):
		return nil, nil, fmt.Errorf("%w: -resume wants a file of -backup", err)
	}
	other := ""
	if c != nil {
		other = c.OtherBits()
	}
	if other != "" {
		says += ": " + other
	}
	if s.verbose == train.Silent && newer == nil && other == "" {
		says = ""
	}
	return c, said, nil
}

// keep returns what writes the file after each epoch, nil if none is wanted.
func (s settings) keep(kept *train.Backup) func(*train.Checkpoint) error {
	if s.resuming.backup == "" {
		return nil
	}
	return func(c *train.Checkpoint) error {
		s.faults.add("-backup", kept.Save(c))
		return nil
	}
}

// explained adds the remedy to an error of a checkpoint that does not fit.
func explained(err error) error {
	if errors.Is(err, train.ErrResume) {
		return fmt.Errorf("%w: give the flags that it began with", err)
	}
	return err
}

// again is the command that goes on. A flag given twice counts as it stands last.
func (s settings) again() string {
	line := "go run ./cmd/train"
	for _, argument := range s.reporting.arguments {
		line += " " + command.Quoted(argument)
	}
	if from := s.resuming.resume; from == "" || from != s.resuming.backup && s.backup().Exists() != "" {
		line += " -resume " + command.Quoted(s.resuming.backup)
	}
	return line
}
