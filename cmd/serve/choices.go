package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"digits/data/picture"
	"digits/models"
	"digits/models/pretrained"
)

const classes = 10

// choice is a model that the page offers.
type choice struct {
	Name   string `json:"name"`
	Recipe string `json:"recipe"`

	model *models.Model
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
		m, err := load(path)
		if err != nil {
			return nil, err
		}
		c = c.with(path, m)
	}
	m, err := pretrained.Model()
	if err != nil {
		return nil, err
	}
	c = c.with(m.Recipe, m)
	if s.folder == "" {
		return c, nil
	}
	return c.withFolder(s.folder, w)
}

func (c choices) withFolder(folder string, w io.Writer) (choices, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("serve: -models: %w", err)
	}
	found := false
	for _, e := range entries {
		path := filepath.Join(folder, e.Name())
		if e.IsDir() || models.CheckFileName(path) != nil {
			continue
		}
		m, err := load(path)
		if err != nil {
			fmt.Fprintf(w, "Left out: %v\n", err)
			continue
		}
		found, c = true, c.with(path, m)
	}
	if !found {
		return nil, fmt.Errorf("serve: -models: got %s, want a folder with a model of 28x28 images and %d classes", folder, classes)
	}
	return c, nil
}

// with adds a model under the file's name, or the whole path if that is taken. One
// given twice is added once.
func (c choices) with(path string, m *models.Model) choices {
	for _, name := range []string{filepath.Base(path), path} {
		if _, taken := c.named(name); len(c) == 0 || !taken {
			return append(c, choice{Name: name, Recipe: m.Recipe, model: m})
		}
	}
	return c
}

func load(path string) (*models.Model, error) {
	m, err := models.Load(path)
	if err != nil {
		return nil, err
	}
	if m.Size() != picture.Size*picture.Size || m.Classes != classes {
		return nil, fmt.Errorf("serve: %s: got a model of %v pixels and %d classes, want 28x28 and %d", path, m.Input, m.Classes, classes)
	}
	return m, nil
}
