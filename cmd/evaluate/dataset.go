package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"digits/data"
	"digits/internal/command"
	"digits/models"
	"digits/train"
	"digits/train/metrics"
	"digits/train/page"
	"digits/train/report"
)

// evaluation is what a data set's test images say of a model.
type evaluation struct {
	model       *models.Model
	test        *data.Set
	from        string // the data's folder
	result      train.Result
	predictions *metrics.Predictions // nil of a model without classes
	better      *fitting             // nil if the scaling is not assumed, or fits
	others      bool                 // it says that it was trained on another data set
	took        time.Duration
}

// onDataSet tests the model on a data set's test images.
func (s settings) onDataSet(ctx context.Context, w io.Writer) error {
	if s.report != "" {
		if err := report.Prepare(s.report); err != nil {
			return err
		}
	}
	m, err := models.LoadWith(s.file, s.load)
	if err != nil {
		return err
	}
	notes := w
	if s.json {
		notes = io.Discard
	}
	if s.data.Path != "" && m.Classes == 0 && m.Targets == models.SetTargets {
		s.data.Options.Regression = true // what it was trained to predict
	}
	if s.data.Path != "" && s.data.Options.Label == "" {
		s.data.Options.Label = m.Target
	}
	source, err := s.data.Open(notes)
	if err != nil {
		return err
	}
	test, err := source.Test.InColumns(m.Columns)
	if err != nil {
		return err
	}
	named := m.ClassNames != nil && test.ClassNames != nil
	if m.Classes > 0 && test.Labels != nil && (test.Classes < m.Classes || named) {
		if test, err = test.InClasses(m.Classes, namesIf(named, m.ClassNames)); err != nil {
			return err
		}
	}
	e := evaluation{model: m, test: test, from: source.From}
	e.others = m.Run != nil && m.Run.Data != data.SHA256(source.Train, source.Test)
	began := time.Now()
	if e.result, err = train.EvaluateWith(ctx, m, test, train.Evaluation{Measures: train.OfNumbers(m, test)}); err != nil {
		return err
	}
	if m.Classes > 0 && test.Labels != nil {
		if e.predictions, err = report.Predict(m, test); err != nil {
			return err
		}
	} else if s.report != "" {
		return errors.New("evaluate: -report: the model has no classes, which a report is about")
	}
	if e.better, err = better(m, test); err != nil {
		return err
	}
	e.took = time.Since(began)
	if s.json {
		err = s.printJSON(w, e)
	} else {
		err = s.printText(w, e)
	}
	if err != nil || s.report == "" {
		return err
	}
	return s.writeReport(w, e)
}

func namesIf(named bool, names []string) []string {
	if !named {
		return nil
	}
	return names
}

// names are what the classes are called; nil: their numbers.
func (e evaluation) names() []string {
	if e.model.ClassNames != nil {
		return e.model.ClassNames
	}
	return e.test.ClassNames
}

func (s settings) writeReport(w io.Writer, e evaluation) error {
	facts := []page.Fact{
		{Name: "Model", Value: s.file},
		{Name: "Data", Value: fmt.Sprintf("%s, %d test %s of %s (%s)", e.test.Name, e.test.Len(), command.Examples(e.test), command.Size(e.test), e.from)},
		{Name: "Scale", Value: e.model.Scale.String()},
		{Name: "Loss", Value: lossName(e.model)},
	}
	for _, line := range e.model.Assumed {
		facts = append(facts, page.Fact{Name: "Assumed", Value: line})
	}
	if len(e.model.Last) > 0 {
		facts = append(facts, page.Fact{Name: "Seed of the training", Value: fmt.Sprint(e.model.Seed)})
	}
	for _, name := range slices.Sorted(maps.Keys(e.model.Last)) {
		facts = append(facts, page.Fact{Name: "Training's last " + name, Value: e.model.Last[name]})
	}
	if e.better != nil {
		facts = append(facts, page.Fact{Name: "Scaling", Value: e.better.String()})
	}
	facts = append(facts, page.Fact{Name: "Evaluated in", Value: e.took.Round(time.Millisecond).String()})
	r := report.Report{Model: e.model, Test: e.test, Result: e.result, Predictions: e.predictions, Settings: facts, Made: time.Now()}
	path, err := r.Write(s.report)
	if err == nil && !s.json {
		_, err = fmt.Fprintf(w, "\nReport in %s\n", path)
	}
	return err
}
