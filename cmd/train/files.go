package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"digits/data"
	"digits/internal/command"
	"digits/internal/whole"
	"digits/models"
	"digits/train"
)

func (s settings) checkFiles() error {
	if s.historyFile != "" {
		if _, err := train.NewHistoryFile(s.historyFile); err != nil {
			return fmt.Errorf("-history: %w", err)
		}
	}
	if err := models.CheckFileName(s.outputFile(s.seed)); err != nil {
		return fmt.Errorf("-out: %w", err)
	}
	return s.resuming.check(map[string]string{
		"the saved model": s.outputFile(s.seed), "-out": s.out, "-history": s.historyFile, "-checkpoint": s.watch.checkpoint,
	})
}

// outputFile names a run's file. Several runs have their seeds in the names.
func (s settings) outputFile(seed uint64) string {
	path := s.out
	switch {
	case path == "" && s.start.from != "":
		path = beforeExtension(filepath.Base(s.start.from), "-more")
		path = strings.TrimSuffix(path, models.Extension(path)) + s.recipe.File
	case path == "":
		path = s.recipe.Name + s.recipe.File
	}
	s.seed = seed
	return s.withSeed(path)
}

// resultFile is outputFile, but that what has learnt nothing replaces no file that was not
// named. It says so of what has.
func (s settings) resultFile(w io.Writer, t trial, test *data.Set) string {
	path := s.outputFile(s.seed)
	if t.test.Unclassified || len(test.Labels) == 0 {
		return path
	}
	count := make([]int, test.Classes)
	for _, label := range test.Labels {
		count[label]++
	}
	chance := float64(slices.Max(count)) / float64(len(test.Labels))
	if t.test.Accuracy > chance+2*t.test.StandardError() {
		return path
	}
	fmt.Fprintf(w, "No better than one answer for all, which is right %.4f of the time: a smaller -lr, or more epochs, may help\n", chance)
	if _, err := os.Stat(path); err == nil && s.out == "" {
		return beforeExtension(path, "-by-chance")
	}
	return path
}

// beforeExtension puts text into a file's name: keras.safetensors, "-seed2".
func beforeExtension(path, text string) string {
	ext := models.Extension(path)
	return strings.TrimSuffix(path, ext) + text + ext
}

// writable reports, before training and not after it, a file that cannot be written.
func writable(path string) error {
	if path == "" {
		return nil
	}
	return whole.Replaceable(path)
}

// save writes the model. Where that fails, it tries a .safetensors file beside it, then
// one in the folder for temporary files: path is where the model is, "" if nowhere.
func save(m *models.Model, path string) (where string, err error) {
	if err = m.Save(path); err == nil {
		return path, nil
	}
	beside := strings.TrimSuffix(path, models.Extension(path)) + ".safetensors"
	for _, other := range []string{beside, filepath.Join(os.TempDir(), filepath.Base(beside))} {
		if other == path {
			continue
		}
		if _, exists := os.Stat(other); exists == nil {
			other = beforeExtension(other, time.Now().Format("-20060102-150405"))
		}
		if m.Save(other) == nil {
			return other, fmt.Errorf("%w: the model is in %s instead", err, other)
		}
	}
	return "", err
}

// saveInterrupted saves what there is, under a name that says what it is, and names
// the command that goes on, if there is one.
func (s settings) saveInterrupted(m *models.Model) error {
	path, err := save(m, beforeExtension(s.outputFile(s.seed), ".interrupted"))
	if path == "" {
		return err
	}
	if s.resuming.backup == "" {
		return fmt.Errorf("train: %w: saved what there is in %s", command.ErrInterrupted, path)
	}
	return fmt.Errorf("train: %w: saved what there is in %s; to go on: %s", command.ErrInterrupted, path, s.again())
}
