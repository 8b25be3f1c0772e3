package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"

	"digits/graph"
	"digits/internal/command"
	"digits/internal/loading"
	"digits/models"
	"digits/train/metrics"
)

const (
	bins   = 10 // of the calibration
	listed = 10 // pairs and mistakes in the JSON
)

func (s settings) printText(w io.Writer, e evaluation) error {
	fmt.Fprintf(w, "%s: %s, %s, %s, scale %s\n", s.file, loading.Printable(e.model.Recipe), e.inputs(), classes(e.model), e.model.Scale)
	if err := loading.PrintAssumed(w, e.model); err != nil {
		return err
	}
	if e.better != nil {
		fmt.Fprintln(w, e.better)
	}
	fmt.Fprintf(w, "\n%d test %s of %s (%s)\n", e.test.Len(), command.Examples(e.test), e.test.Name, e.from)
	if e.others {
		fmt.Fprintln(w, "The model says that it was trained on another data set, by its SHA-256")
	}
	if e.predictions == nil && e.model.Loss == nil {
		_, err := fmt.Fprintln(w, "Without classes, and without its loss, there is nothing to measure here")
		return err
	}
	if e.predictions == nil {
		fmt.Fprintf(w, "Loss %.4f (%s)", e.result.Loss, lossName(e.model))
		for _, m := range e.result.Measured {
			fmt.Fprintf(w, ", %v", m)
		}
		_, err := fmt.Fprintln(w)
		return err
	}
	fmt.Fprintf(w, "Loss %.4f (%s), accuracy %.4f ± %.4f (standard error), expected calibration error %.4f\n\n",
		e.result.Loss, lossName(e.model), e.result.Accuracy, e.result.StandardError(), e.predictions.Calibration(bins).Error())
	c := e.predictions.Confusion()
	err := c.WriteScores(w, e.names())
	fmt.Fprintln(w)
	return errors.Join(err, c.WriteTable(w, e.names()))
}

// inputs says what the model takes.
func (e evaluation) inputs() string {
	if e.test.Pixels == nil {
		return fmt.Sprintf("rows of %d numbers", e.model.Size())
	}
	return fmt.Sprintf("images of %d pixels", e.model.Size())
}

func classes(m *models.Model) string {
	if m.Classes == 0 {
		return fmt.Sprintf("no classes, %d outputs", m.Outputs())
	}
	return fmt.Sprintf("%d classes", m.Classes)
}

// lossName is the loss' with its settings.
func lossName(m *models.Model) string {
	if m.Loss == nil {
		return "not known"
	}
	return graph.LossText(m.Loss)
}

// number is one that JSON has null for if it is none.
type number float64

// MarshalJSON writes the number, or null.
func (n number) MarshalJSON() ([]byte, error) {
	if f := float64(n); !math.IsNaN(f) && !math.IsInf(f, 0) {
		return json.Marshal(f)
	}
	return []byte("null"), nil
}

// line is what -json prints.
type line struct {
	Model        string            `json:"model"`
	Recipe       string            `json:"recipe"`
	Scale        string            `json:"scale"`
	Assumed      []string          `json:"assumed"`
	Better       *fitting          `json:"better_scale,omitempty"`
	Data         string            `json:"data"`
	OtherData    bool              `json:"trained_on_other_data"`
	Examples     int               `json:"examples"`
	Loss         number            `json:"loss"`
	LossFunction string            `json:"loss_function"`
	Measured     map[string]number `json:"measured,omitempty"` // of numbers: r2, mae
	*ClassLine
	Seconds float64 `json:"seconds"`
}

// ClassLine is what there is of a model that tells classes apart. JSON has it within line.
type ClassLine struct {
	ClassNames    []string            `json:"class_names,omitempty"`
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
}

func (s settings) printJSON(w io.Writer, e evaluation) error {
	l := line{
		Model: s.file, Recipe: e.model.Recipe, Scale: e.model.Scale.String(), Assumed: loading.Assumed(e.model), Better: e.better, Data: e.test.Name,
		OtherData: e.others, Examples: e.result.Examples, Loss: number(e.result.Loss), LossFunction: lossName(e.model), Seconds: e.took.Seconds(),
	}
	for _, m := range e.result.Measured {
		if l.Measured == nil {
			l.Measured = map[string]number{}
		}
		l.Measured[m.Name] = number(m.Value)
	}
	if e.predictions != nil {
		c, calibration := e.predictions.Confusion(), e.predictions.Calibration(bins)
		l.ClassLine = &ClassLine{
			ClassNames: e.names(), Accuracy: e.result.Accuracy, StandardError: e.result.StandardError(),
			PerClass: c.PerClass(), Macro: c.Macro(), Weighted: c.Weighted(),
			Confusion: c, Confused: c.MostConfused(listed), Worst: e.predictions.Worst(listed),
			Calibration: calibration, ECE: calibration.Error(),
		}
	}
	return json.NewEncoder(w).Encode(l)
}
