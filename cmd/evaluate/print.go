package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"digits/train/metrics"
)

const (
	bins   = 10 // of the calibration
	listed = 10 // pairs and mistakes in the JSON
)

func (s settings) printText(w io.Writer, e evaluation) error {
	fmt.Fprintf(w, "%s: %s, images of %d pixels, %d classes, scale %s\n", s.file, e.model.Recipe, e.model.Size(), e.model.Classes, e.model.Scale)
	for _, line := range e.model.Assumed {
		fmt.Fprintf(w, "Assumed %s\n", line)
	}
	fmt.Fprintf(w, "\n%d test images of %s (%s)\n", e.test.Len(), e.test.Name, e.from)
	fmt.Fprintf(w, "Loss %.4f, accuracy %.4f ± %.4f (standard error), expected calibration error %.4f\n\n",
		e.result.Loss, e.result.Accuracy, e.result.StandardError(), e.predictions.Calibration(bins).Error())
	c := e.predictions.Confusion()
	err := c.WriteScores(w)
	fmt.Fprintln(w)
	return errors.Join(err, c.WriteTable(w))
}

// line is what -json prints.
type line struct {
	Model         string              `json:"model"`
	Recipe        string              `json:"recipe"`
	Assumed       []string            `json:"assumed"`
	Data          string              `json:"data"`
	Examples      int                 `json:"examples"`
	Loss          float64             `json:"loss"`
	Accuracy      float64             `json:"accuracy"`
	StandardError float64             `json:"standard_error"`
	PerClass      []metrics.Scores    `json:"per_class"`
	Macro         metrics.Scores      `json:"macro"`
	Weighted      metrics.Scores      `json:"weighted"`
	Confusion     metrics.Confusion   `json:"confusion"`
	Confused      []metrics.Pair      `json:"most_confused"`
	Worst         []metrics.Mistake   `json:"worst_mistakes"`
	Calibration   metrics.Calibration `json:"calibration"`
	ECE           float64             `json:"expected_calibration_error"`
	Seconds       float64             `json:"seconds"`
}

func (s settings) printJSON(w io.Writer, e evaluation) error {
	c, calibration := e.predictions.Confusion(), e.predictions.Calibration(bins)
	return json.NewEncoder(w).Encode(line{
		Model: s.file, Recipe: e.model.Recipe, Assumed: e.model.Assumed, Data: e.test.Name,
		Examples: e.result.Examples, Loss: e.result.Loss, Accuracy: e.result.Accuracy, StandardError: e.result.StandardError(),
		PerClass: c.PerClass(), Macro: c.Macro(), Weighted: c.Weighted(),
		Confusion: c, Confused: c.MostConfused(listed), Worst: e.predictions.Worst(listed),
		Calibration: calibration, ECE: calibration.Error(), Seconds: e.took.Seconds(),
	})
}
