package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"digits/internal/loading"
	"digits/models"
	"digits/models/reader"
)

const classes = 10

// choice is a model that the page offers.
type choice struct {
	Name       string   `json:"name"`
	Recipe     string   `json:"recipe"`
	ClassNames []string `json:"class_names,omitempty"` // if they have names
	Assumed    []string `json:"assumed"`               // what its file does not say

	path   string // of its file
	reader *reader.Reader
}

// choices are the models on offer, the default first.
type choices []choice

// String returns the names, for people.
func (c choices) String() string {
	names := make([]string, len(c))
	for i := range c {
		names[i] = c[i].Name
	}
	return strings.Join(names, ", ")
}

// named returns the model of that name; the default for no name.
func (c choices) named(name string) (choice, bool) {
	if name == "" {
		return c[0], true
	}
	i := slices.IndexFunc(c, func(c choice) bool { return c.Name == name })
	if i < 0 {
		return choice{}, false
	}
	return c[i], true
}

// choices loads the files that the command line names, the model that the program
// carries, and what the folder has, in that order. A file of the folder that is no
// fitting model is left out, which is said on w.
func (s settings) choices(w io.Writer) (choices, error) {
	var c choices
	for _, path := range s.files {
		r, err := s.read(path)
		if err != nil {
			return nil, err
		}
		c = c.with(path, r)
	}
	r, err := reader.New(nil, false)
	if err != nil {
		return nil, err
	}
	c = c.with(r.Model().Recipe, r)
	if s.folder == "" {
		return c, nil
	}
	return s.withFolder(c, w)
}

func (s settings) withFolder(c choices, w io.Writer) (choices, error) {
	entries, err := os.ReadDir(s.folder)
	if err != nil {
		return nil, fmt.Errorf("serve: -models: %w", err)
	}
	found := false
	for _, e := range entries {
		path := filepath.Join(s.folder, e.Name())
		if e.IsDir() || models.CheckFileName(path) != nil {
			continue
		}
		r, err := s.read(path)
		if err != nil {
			fmt.Fprintf(w, "Left out: %v\n", err)
			continue
		}
		found, c = true, c.with(path, r)
	}
	if !found {
		return nil, fmt.Errorf("serve: -models: got %s, want a folder with a model of 28x28 images and %d classes", s.folder, classes)
	}
	return c, nil
}

// with adds a model under the file's name, or the whole path if that is taken. A
// file given twice is added once.
func (c choices) with(path string, r *reader.Reader) choices {
	path = filepath.Clean(path)
	if slices.ContainsFunc(c, func(other choice) bool { return other.path == path }) {
		return c
	}
	name := filepath.Base(path)
	if _, taken := c.named(name); taken {
		name = path
	}
	m := r.Model()
	return append(c, choice{Name: name, Recipe: m.Recipe, ClassNames: m.ClassNames, Assumed: loading.Assumed(m), path: path, reader: r})
}

// read reads a model's file as the flags say.
func (s settings) read(path string) (*reader.Reader, error) {
	m, err := models.LoadWith(path, s.load)
	if err != nil {
		return nil, err
	}
	r, err := reader.New(m, false)
	if err != nil {
		return nil, fmt.Errorf("serve: %s: %w", path, err)
	}
	if m.Classes != classes {
		return nil, fmt.Errorf("serve: %s: got a model of %d classes, want one of %d", path, m.Classes, classes)
	}
	return r, nil
}

// printAssumed prints what the models' files do not say.
func (c choices) printAssumed(w io.Writer) {
	for _, one := range c {
		for _, line := range one.Assumed {
			fmt.Fprintf(w, "%s: assumed %s\n", one.Name, loading.Printable(line))
		}
	}
}
