package main

import (
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"digits/data"
	"digits/internal/command"
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
	f.StringVar(&r.folder, "report", "", "`folder` to write a report in, made if it is missing: index.html, and its pictures as PNG and SVG; several runs have one together, and one each in seedN")
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
		Settings: s.runFacts(source, t), Made: time.Now(),
	}
	path, err := r.Write(folder)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "Report in %s\n", path)
	return err
}

// writeRunsReport writes what several runs have shown together.
func (s settings) writeRunsReport(w io.Writer, source *data.Source, trials []trial) error {
	if s.reporting.folder == "" {
		return nil
	}
	r := report.Runs{
		Title:    fmt.Sprintf("%s on %s, %d runs", s.recipe.Name, source.Test.Name, s.runs),
		Settings: append(s.facts(source), page.Fact{Name: "Seeds", Value: fmt.Sprintf("%d to %d", s.seed, s.seed+uint64(s.runs)-1)}),
		Made:     time.Now(),
	}
	for i, t := range trials {
		run := s
		run.seed += uint64(i)
		own, err := filepath.Rel(s.reporting.folder, s.reporting.of(run))
		if err != nil {
			return fmt.Errorf("report: %w", err)
		}
		r.Runs = append(r.Runs, report.Run{
			Seed: run.seed, Page: filepath.ToSlash(own) + "/index.html", History: t.history, Result: t.test, Seconds: t.trained.Seconds(),
		})
	}
	path, err := r.Write(s.reporting.folder)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "Report of all runs in %s\n", path)
	return err
}

// facts are the settings that all runs share.
func (s settings) facts(source *data.Source) []page.Fact {
	training := source.Train.Len()
	validation := s.validationSize(training)
	return []page.Fact{
		{Name: "Command", Value: "train " + strings.Join(s.reporting.arguments, " ")},
		{Name: "Recipe", Value: s.recipe.Name},
		{Name: "Data", Value: fmt.Sprintf("%s: %d training, %d validation, %d test %s of %s, %d classes (%s)",
			source.Train.Name, training-validation, validation, source.Test.Len(), command.Examples(source.Train), command.Size(source.Train), source.Train.Classes, source.From)},
		{Name: "Scale", Value: s.recipe.Scale.String()},
		{Name: "Loss", Value: s.recipe.Loss.Name()},
		{Name: "Batch", Value: fmt.Sprint(s.recipe.Batch)},
		{Name: "Optimizer", Value: s.optimizerText()},
	}
}

// runFacts are those of one run, too.
func (s settings) runFacts(source *data.Source, t trial) []page.Fact {
	return append(s.facts(source), []page.Fact{
		{Name: "Epochs", Value: fmt.Sprintf("%d of %d", len(t.history), s.recipe.Epochs)},
		{Name: "Seed", Value: fmt.Sprint(s.seed)},
		{Name: "Model saved in", Value: s.outputFile(s.seed)},
		{Name: "Trained in", Value: fmt.Sprintf("%.2f s", t.trained.Seconds())},
	}...)
}
