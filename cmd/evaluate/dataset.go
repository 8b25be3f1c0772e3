package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"digits/data"
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
	predictions *metrics.Predictions
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
	source, err := s.data.Images(notes)
	if err != nil {
		return err
	}
	test := source.Test
	if test.Classes < m.Classes {
		if test, err = test.InClasses(m.Classes, nil); err != nil {
			return err
		}
	}
	e := evaluation{model: m, test: test, from: source.From}
	began := time.Now()
	if e.result, err = train.Evaluate(ctx, m, test); err != nil {
		return err
	}
	if e.predictions, err = report.Predict(m, test); err != nil {
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

func (s settings) writeReport(w io.Writer, e evaluation) error {
	facts := []page.Fact{
		{Name: "Model", Value: s.file},
		{Name: "Data", Value: fmt.Sprintf("%s, %d test images of %dx%d pixels (%s)", e.test.Name, e.test.Len(), e.test.Height, e.test.Width, e.from)},
		{Name: "Scale", Value: e.model.Scale.String()},
		{Name: "Loss", Value: e.model.Loss.Name()},
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
	facts = append(facts, page.Fact{Name: "Evaluated in", Value: e.took.Round(time.Millisecond).String()})
	r := report.Report{Model: e.model, Test: e.test, Result: e.result, Predictions: e.predictions, Settings: facts, Made: time.Now()}
	path, err := r.Write(s.report)
	if err == nil && !s.json {
		_, err = fmt.Fprintf(w, "\nReport in %s\n", path)
	}
	return err
}
