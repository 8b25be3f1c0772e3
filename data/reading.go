package data

import (
	"fmt"
	"slices"
	"strings"
)

// reading is what is known while a data set is read: what was asked for, the
// classes so far, and what had to be guessed.
type reading struct {
	Options
	classes classes
	notes   []string
	found   *candidate
	shape   shape
}

// shape is what rows of an array are taken for.
type shape int

const (
	unknownShape shape = iota
	rowsOfNumbers
	squareImages
)

func (r *reading) note(format string, v ...any) {
	r.notes = append(r.notes, fmt.Sprintf(format, v...))
}

// source makes a source of what was read.
func (r *reading) source(train, test *examples) (*Source, error) {
	test, err := r.usable(train, test)
	if err != nil {
		return nil, err
	}
	if test == nil {
		if test, err = r.splitOff(train); err != nil {
			return nil, fmt.Errorf("%s: %w", r.found.path, err)
		}
	}
	name := r.found.name()
	source := &Source{Train: train.set(name), Test: test.set(name), From: r.found.from}
	r.nameClasses(source)
	source.recognise(mnistSums)
	if err := r.turn(source); err != nil {
		return nil, err
	}
	for _, set := range []*Set{source.Train, source.Test} {
		if err := set.check(); err != nil {
			return nil, fmt.Errorf("%s: %w", r.found.path, err)
		}
	}
	r.saySizes(source)
	source.Notes = r.notes
	return source, nil
}

// usable returns the test portion, or nil if there is none with labels.
func (r *reading) usable(train, test *examples) (*examples, error) {
	if !train.labelled() {
		return nil, fmt.Errorf("%s: %w: it has no labels", train.path, ErrSet)
	}
	if test == nil {
		return nil, nil
	}
	if !test.labelled() {
		r.note("%s has no labels: it is not used", test.path)
		return nil, nil
	}
	if r.Test != (Split{}) {
		return nil, fmt.Errorf("%s: %w: got a test part to split off, but there is one already: leave it out", test.path, ErrSet)
	}
	return test, train.alike(test)
}

// nameClasses puts the labels of both sets in the order of their classes.
func (r *reading) nameClasses(s *Source) {
	if s.Train.Labels == nil {
		return
	}
	names, places := r.classes.ranked()
	var seen [2][maxClasses]bool
	for i, set := range []*Set{s.Train, s.Test} {
		for j, label := range set.Labels {
			set.Labels[j] = places[label]
			seen[i][places[label]] = true
		}
		set.Classes = len(names)
		if !counting(names) {
			set.ClassNames = names
		}
	}
	if !counting(names) {
		r.note("labels %s are classes 0 to %d", listed(names), len(names)-1)
	}
	for i, part := range []string{"training", "test"} {
		var absent []string
		for class, name := range names {
			if !seen[i][class] {
				absent = append(absent, name)
			}
		}
		if absent != nil {
			r.note("the %s part has no example of %s", part, listed(absent))
		}
	}
}

// saySizes puts what was read before all notes. Of MNIST's own form it goes without
// saying.
func (r *reading) saySizes(s *Source) {
	if r.found.form == formIDX && len(r.notes) == 0 {
		return
	}
	what := fmt.Sprintf("images of %d x %d pixels", s.Train.Height, s.Train.Width)
	if s.Train.Values != nil {
		what = fmt.Sprintf("rows of %d numbers", s.Train.Size())
	}
	predicted := fmt.Sprintf("%d classes", s.Train.Classes)
	switch s.Train.Outputs {
	case 0:
	case 1:
		predicted = "a number to predict"
	default:
		predicted = fmt.Sprintf("%d numbers to predict", s.Train.Outputs)
	}
	line := fmt.Sprintf("%s (%s): %d and %d %s, %s", r.found.path, r.found.form, s.Train.Len(), s.Test.Len(), what, predicted)
	r.notes = slices.Insert(r.notes, 0, line)
}

// candidate is a data set that was found, and how to read it.
type candidate struct {
	path   string // what a person gives for it
	from   string // the file or folder
	prefix string // of its files' names, "" if they have none
	form   form
	files  []string // of the tree, by name
	depth  int
	read   func(r *reading) (train, test *examples, err error)
	broken error // why it cannot be read
}

// name is what its sets are called.
func (c *candidate) name() string {
	if c.prefix != "" {
		return c.prefix
	}
	return baseName(c.from)
}

// describe is the candidate in a list.
func (c *candidate) describe() string {
	if c.broken != nil {
		return strings.TrimSpace(c.broken.Error())
	}
	return fmt.Sprintf("%s (%s)", c.path, c.form)
}
