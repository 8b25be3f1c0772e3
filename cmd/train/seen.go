package main

import (
	"fmt"
	"io"

	"digits/data"
	"digits/internal/terminal"
	"digits/models"
	"digits/train"
	"digits/train/report"
)

// printSeen draws how the training went and prints what the model mistakes for
// what: charts of the history, where there is more than one epoch, and the
// confusion matrix.
func (s settings) printSeen(w io.Writer, m *models.Model, test *data.Set, h train.History) error {
	if s.verbose == train.Silent {
		return nil
	}
	if len(h) > 1 {
		for _, name := range []string{"loss", "accuracy"} {
			fmt.Fprintf(w, "\n%s", terminal.For(w).Chart(chartOf(h, name)))
		}
	}
	if m.Classes == 0 {
		return nil
	}
	predictions, err := report.Predict(m, test)
	if err != nil {
		return err
	}
	fmt.Fprintln(w)
	return predictions.Confusion().WriteTable(w, m.ClassNames)
}

// chartOf is a metric's chart over the epochs, the validation's beside it.
func chartOf(h train.History, metric string) terminal.Chart {
	c := terminal.Chart{Label: "epoch", Height: 6}
	for _, name := range []string{metric, "val_" + metric} {
		series := terminal.Series{Name: name}
		for _, log := range h {
			for _, m := range log.Metrics() {
				if m.Name == name {
					series.Values = append(series.Values, m.Value)
				}
			}
		}
		if len(series.Values) > 0 {
			c.Series = append(c.Series, series)
		}
	}
	return c
}
