package report

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"time"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"digits/train"
	"digits/train/page"
	"digits/train/plot"
)

// Runs is what is reported of several runs that differ by their seeds.
type Runs struct {
	Title    string // what was trained on what
	Runs     []Run  // at least one
	Settings []page.Fact
	Made     time.Time
}

// Run is one of several runs.
type Run struct {
	Seed    uint64
	Page    string // of its own report: a path from the folder of the runs'
	History train.History
	Result  train.Result // of the test images
	Seconds float64      // of the training
}

// Last is the last epoch's line of the history.
func (r Run) Last() train.Log { return r.History[len(r.History)-1] }

// Write writes index.html and its pictures into a folder that Prepare has made,
// each file whole or not at all, and returns the page's path.
func (r *Runs) Write(folder string) (string, error) {
	figures, err := r.figures()
	if err != nil {
		return "", err
	}
	text, err := page.Execute(runsTemplate, runsData{
		Runs: r, Accuracy: r.tested(accuracyOf), Loss: r.tested(lossOf), Examples: r.Runs[0].Result.Examples,
		Validated: r.Runs[0].Last().Validated, Epochs: r.epochs(), Figures: figures,
		Facts: append(slices.Clone(r.Settings), page.Machine(r.Made)...),
	})
	if err != nil {
		return "", err
	}
	path, err := page.Write(folder, figures, text)
	if err != nil {
		return "", fmt.Errorf("report: %w", err)
	}
	return path, nil
}

//go:embed runs.html
var runsText string

var runsTemplate = page.Template(runsText)

// runsData is what the template sees.
type runsData struct {
	*Runs
	Accuracy, Loss train.Mean
	Examples       int
	Validated      bool
	Epochs         []epoch
	Figures        []page.Figure
	Facts          []page.Fact
}

func accuracyOf(r train.Result) float64 { return r.Accuracy }
func lossOf(r train.Result) float64     { return r.Loss }

// tested is the mean of a figure of the tests.
func (r *Runs) tested(of func(train.Result) float64) train.Mean {
	var values []float64
	for _, run := range r.Runs {
		values = append(values, of(run.Result))
	}
	return train.MeanOf(values)
}

// epoch is the means of an epoch's figures, in the order of train.Log's Metrics.
type epoch struct {
	Epoch   int
	Metrics []metric
}

type metric struct {
	Name string
	train.Mean
}

// epochs are the means of the epochs that every run has come to: -patience ends
// them apart.
func (r *Runs) epochs() (all []epoch) {
	least := len(r.Runs[0].History)
	for _, run := range r.Runs {
		least = min(least, len(run.History))
	}
	for i, log := range r.Runs[0].History[:least] {
		e := epoch{Epoch: log.Epoch}
		for k, m := range log.Metrics() {
			var values []float64
			for _, run := range r.Runs {
				values = append(values, run.History[i].Metrics()[k].Value)
			}
			e.Metrics = append(e.Metrics, metric{m.Name, train.MeanOf(values)})
		}
		all = append(all, e)
	}
	return all
}

// figures are the curves of all runs, with their means.
func (r *Runs) figures() ([]page.Figure, error) {
	accuracy, err1 := r.figure("accuracy", "Accuracy", accuracyCurves, r.tested(accuracyOf))
	loss, err2 := r.figure("loss", "Loss", lossCurves, r.tested(lossOf))
	return []page.Figure{accuracy, loss}, errors.Join(err1, err2)
}

func (r *Runs) figure(name, title string, curvesOf func(train.History) []curve, test train.Mean) (page.Figure, error) {
	p := plot.New(title, "epoch", name)
	p.Legend.Top, p.Legend.XOffs = name == "loss", -vg.Points(6)
	alternative := fmt.Sprintf("%s of %d runs over epochs", title, len(r.Runs))
	most := 0
	series := map[string][]plotter.XYs{}
	for _, run := range r.Runs {
		most = max(most, len(run.History))
		for _, c := range curvesOf(run.History) {
			series[c.name] = append(series[c.name], c.points)
		}
	}
	var failures []error
	for i, c := range curvesOf(r.Runs[0].History) {
		means := meansOf(series[c.name])
		failures = append(failures, plot.AddThin(p, plot.Line(i).Color, "", series[c.name]),
			plot.AddPoints(p, i, c.name, means, true))
		alternative += fmt.Sprintf("; mean %s from %.4f to %.4f", c.name, means[0].Y, means[len(means)-1].Y)
	}
	ends := plotter.XYs{{X: .75, Y: test.Value}, {X: float64(most) + .25, Y: test.Value}}
	failures = append(failures, plot.AddReference(p, "test, at the end", ends))
	p.X.Tick.Marker = plot.EpochTicks(most)
	return page.Figure{
		Name: name, Title: title + " over epochs", Alternative: fmt.Sprintf("%s; test %.4f.", alternative, test.Value),
		Drawing: p, Width: 16 * centimeter, Height: 10 * centimeter, Themed: true,
	}, errors.Join(failures...)
}

// meansOf are the means of lines, as far as all go.
func meansOf(lines []plotter.XYs) (means []plot.Point) {
	for i, first := range lines[0] {
		var values []float64
		for _, line := range lines {
			if i < len(line) {
				values = append(values, line[i].Y)
			}
		}
		if len(values) < len(lines) {
			break
		}
		m := train.MeanOf(values)
		means = append(means, plot.Point{X: first.X, Y: m.Value, Error: m.StandardError})
	}
	return means
}
