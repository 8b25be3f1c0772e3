// Package report makes a folder that shows what a model has learnt: index.html,
// one file that needs no network, and each of its pictures as PNG and SVG.
package report

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"digits/data"
	"digits/graph"
	"digits/internal/whole"
	"digits/models"
	"digits/train"
	"digits/train/metrics"
	"digits/train/page"
)

const (
	dotFile = "graph.dot"
	bins    = 10 // of the reliability diagram
	listed  = 10 // mistakes, and pairs
)

// Report is what is reported.
type Report struct {
	Model       *models.Model
	History     train.History // empty if the training is not known
	Test        *data.Set
	Result      train.Result // of Test
	Predictions *metrics.Predictions
	Settings    []page.Fact
	Made        time.Time
}

// Predict returns what the model says of a set, for a Report.
func Predict(m *models.Model, set *data.Set) (*metrics.Predictions, error) {
	if err := m.Fits(set); err != nil {
		return nil, err
	}
	probabilities, err := m.Predict(set.Pixels)
	if set.Pixels == nil {
		probabilities, err = m.PredictValues(set.Values)
	}
	if err != nil {
		return nil, err
	}
	return metrics.New(m.Classes, probabilities, set.Labels)
}

// Prepare makes the folder where it is missing, and reports, before long work,
// one that takes no files.
func Prepare(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("report: cannot make folder %s: %w: name another", folder, err)
	}
	if err := whole.Writable(filepath.Join(folder, page.IndexFile)); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

// Write writes the report into a folder that Prepare has made, each file whole
// or not at all, and returns the page's path.
func (r *Report) Write(folder string) (string, error) {
	figures, err := r.figures()
	if err != nil {
		return "", err
	}
	dot, err := r.dot()
	if err != nil {
		return "", err
	}
	if err := whole.WriteFile(filepath.Join(folder, dotFile), []byte(dot)); err != nil {
		return "", fmt.Errorf("report: %w", err)
	}
	text, err := r.page(figures)
	if err != nil {
		return "", err
	}
	path, err := page.Write(folder, figures, text)
	if err != nil {
		return "", fmt.Errorf("report: %w", err)
	}
	return path, nil
}

// dot draws the expression graph of a training step with one image.
func (r *Report) dot() (string, error) {
	p, err := r.Model.Compile(graph.Options{Mode: graph.Training, Batch: 1, Loss: r.Model.Loss, Clock: &graph.Clock{Seed: r.Model.Seed}})
	if err != nil {
		return "", err
	}
	defer p.Close()
	return p.Dot(), nil
}
