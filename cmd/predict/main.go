// Command predict reads the digits in people's own pictures. `go run
// ./cmd/predict -h` explains its flags.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"digits/internal/command"
	"digits/internal/loading"
	"digits/models"
	"digits/models/reader"
)

func main() { command.Main("predict", predict) }

func predict(ctx context.Context, args []string, stdout io.Writer) error {
	s, err := parse(args, stdout)
	if err != nil {
		return command.Usage(err)
	}
	return s.do(ctx, stdout)
}

// do reads all pictures. One that fails is said so, and the others go on.
func (s settings) do(ctx context.Context, w io.Writer) error {
	if s.data != "" {
		return s.predictRows(ctx, w)
	}
	if s.fields != "" {
		var err error
		if s.form, err = readFields(s.fields); err != nil {
			return err
		}
	}
	for _, folder := range []string{s.explain, s.out} {
		if folder != "" {
			if err := os.MkdirAll(folder, 0o755); err != nil {
				return fmt.Errorf("predict: cannot make folder %s: %w: name another", folder, err)
			}
		}
	}
	m, err := s.loadModel()
	if err != nil {
		return err
	}
	r, err := reader.New(m, s.naive)
	if err != nil {
		return err
	}
	paths, err := s.paths()
	if err != nil {
		return err
	}
	switch {
	case s.fields != "" && s.out == "": // stdout is a table
		for _, line := range loading.Assumed(r.Model()) {
			command.Warn(ctx, "predict: assumed "+loading.Printable(line))
		}
	case !s.json:
		if err := loading.PrintAssumed(w, r.Model()); err != nil {
			return err
		}
	}
	p := printer{settings: s, w: w, reader: r, several: len(paths) > 1}
	if s.fields != "" {
		return p.forms(ctx, paths)
	}
	failed := 0
	for _, path := range paths {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := p.one(path); err != nil {
			failed++
			if err := p.failed(path, err); err != nil {
				return err
			}
		}
	}
	if failed > 0 {
		return fmt.Errorf("predict: %d of %d pictures could not be read", failed, len(paths))
	}
	return nil
}

// loadModel reads the model that is asked for, nil for the one in the program.
func (s settings) loadModel() (*models.Model, error) {
	if s.model == "" {
		return nil, nil
	}
	return models.LoadWith(s.model, s.load)
}

// paths returns the files that are asked for, the pictures of folders among them.
func (s settings) paths() ([]string, error) {
	var paths []string
	for _, path := range s.files {
		info, err := os.Stat(path)
		if path == "-" || err != nil || !info.IsDir() {
			paths = append(paths, path) // what is wrong with it shows when it is read
			continue
		}
		in, err := reader.Folder(path)
		if err != nil {
			return nil, err
		}
		for _, file := range in {
			paths = append(paths, filepath.Join(path, file))
		}
	}
	if len(paths) == 0 {
		return nil, errors.New("predict: there are no pictures")
	}
	return paths, nil
}
