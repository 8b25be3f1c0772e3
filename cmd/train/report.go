package main

import (
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"digits/data"
	"digits/models"
	"digits/train/page"
	"digits/train/report"
)

// reporting is where a report is written; nowhere if folder is empty.
type reporting struct {
	folder    string
	arguments []string // the command line, for the report
}

func (r *reporting) flags(f *flag.FlagSet) {
	f.StringVar(&r.folder, "report", "", "`folder` to write a report in, made if it is missing: index.html, and its pictures as PNG and SVG; several runs have one each, in seedN")
}

// prepare reports, before training, a folder that cannot be written.
func (r reporting) prepare() error {
	if r.folder == "" {
		return nil
	}
	return report.Prepare(r.folder)
}

// of returns the folder of a run.
func (r reporting) of(s settings) string {
	if s.runs > 1 {
		return filepath.Join(r.folder, fmt.Sprintf("seed%d", s.seed))
	}
	return r.folder
}

// writeReport writes what a run has shown, after it.
func (s settings) writeReport(w io.Writer, m *models.Model, source *data.Source, t trial) error {
	if s.reporting.folder == "" {
		return nil
	}
	folder := s.reporting.of(s)
	if err := report.Prepare(folder); err != nil {
		return err
	}
	predictions, err := report.Predict(m, source.Test)
	if err != nil {
		return err
	}
	r := report.Report{
		Model: m, History: t.history, Test: source.Test, Result: t.test, Predictions: predictions,
		Settings: s.facts(m, source, t), Made: time.Now(),
	}
	path, err := r.Write(folder)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "Report in %s\n", path)
	return err
}

func (s settings) facts(m *models.Model, source *data.Source, t trial) []page.Fact {
	training := source.Train.Len()
	validation := s.validationSize(training)
	return []page.Fact{
		{Name: "Command", Value: "train " + strings.Join(s.reporting.arguments, " ")},
		{Name: "Recipe", Value: s.recipe.Name},
		{Name: "Seed", Value: fmt.Sprint(s.seed)},
		{Name: "Data", Value: fmt.Sprintf("%s: %d training, %d validation, %d test images of %dx%d pixels, %d classes (%s)",
			source.Train.Name, training-validation, validation, source.Test.Len(), source.Train.Height, source.Train.Width, m.Classes, source.From)},
		{Name: "Scale", Value: m.Scale.String()},
		{Name: "Loss", Value: m.Loss.Name()},
		{Name: "Batch", Value: fmt.Sprint(s.recipe.Batch)},
		{Name: "Epochs", Value: fmt.Sprintf("%d of %d", len(t.history), s.recipe.Epochs)},
		{Name: "Optimizer", Value: s.optimizerText()},
		{Name: "Model saved in", Value: s.outputFile(s.seed)},
		{Name: "Trained in", Value: fmt.Sprintf("%.2f s", t.trained.Seconds())},
	}
}
