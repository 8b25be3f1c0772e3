package report

import (
	"errors"
	"fmt"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	gonum "gonum.org/v1/plot"

	"digits/train"
	"digits/train/page"
	"digits/train/plot"
	"digits/train/study"
)

func training(e study.Epoch) float64   { return e.Accuracy }
func validation(e study.Epoch) float64 { return e.ValAccuracy }

// meanAt is the mean of a setting's runs after an epoch, of those that came so far.
func meanAt(r study.Row, epoch int, of func(study.Epoch) float64) train.Mean {
	var values []float64
	for _, record := range r.Records {
		if h := record.Result.History; len(h) >= epoch {
			values = append(values, of(h[epoch-1]))
		}
	}
	return train.MeanOf(values)
}

// curve is the means of a setting's runs by epoch.
func curve(r study.Row, of func(study.Epoch) float64) (points []plot.Point) {
	for epoch := 1; epoch <= r.Epochs; epoch++ {
		m := meanAt(r, epoch, of)
		points = append(points, plot.Point{X: float64(epoch), Y: m.Value, Error: m.StandardError})
	}
	return points
}

// curves draws how the best setting has learnt.
func (r *Report) curves() (page.Figure, bool, error) {
	row := r.Table.Rows[0]
	if row.Rank == 0 || row.Epochs < 2 {
		return page.Figure{}, false, nil
	}
	title := "Accuracy"
	if which := name(row.Settings, r.chosen()); which != "" {
		title = "The best: " + which
	}
	p := plot.New(title, "epoch", "accuracy")
	p.Legend.Top, p.Legend.XOffs = false, -vg.Points(6)
	low, high := 1., 0.
	text := "Accuracy of the best setting over the epochs"
	var failures []error
	for i, c := range []struct {
		name string
		of   func(study.Epoch) float64
	}{{"training", training}, {"validation", validation}} {
		points := curve(row, c.of)
		for _, point := range points {
			low, high = min(low, point.Y-point.Error), max(high, point.Y+point.Error)
		}
		failures = append(failures, plot.AddPoints(p, i, c.name, points, true))
		text += fmt.Sprintf("; %s from %.4f to %.4f", c.name, points[0].Y, points[len(points)-1].Y)
	}
	plot.AccuracyAxis(&p.Y, max(0, low), min(1, high))
	p.X.Tick.Marker = plot.EpochTicks(row.Epochs)
	return page.Figure{
		Name: "best", Title: "How the best setting has learnt", Alternative: text + ".",
		Drawing: p, Width: 16 * centimeter, Height: 10 * centimeter, Themed: true,
	}, true, errors.Join(failures...)
}

// mostCurves is how many settings' curves are drawn at once, the best ones.
const mostCurves = 500

// climb draws how far halving has let each setting train.
func (r *Report) climb() (page.Figure, bool, error) {
	if len(r.Table.Rungs) < 2 {
		return page.Figure{}, false, nil
	}
	p := plot.New("What halving has stopped", "epoch", "validation accuracy")
	low, high := 1., 0.
	var others []plotter.XYs
	var best plotter.XYs
	for i, row := range r.Table.Rows[:min(len(r.Table.Rows), mostCurves)] {
		if row.State == study.Failed {
			continue
		}
		var line plotter.XYs
		for _, point := range curve(row, validation) {
			low, high = min(low, point.Y), max(high, point.Y)
			line = append(line, plotter.XY{X: point.X, Y: point.Y})
		}
		switch {
		case len(line) == 0:
		case i == 0:
			best = line
		default:
			others = append(others, line)
		}
	}
	if best == nil {
		return page.Figure{}, false, nil
	}
	failures := []error{r.addRungs(p, low, high), plot.AddThin(p, plot.Grey, "the others", others), plot.AddSeries(p, 0, "the best", best)}
	plot.AccuracyAxis(&p.Y, low, high)
	p.X.Min, p.X.Max, p.X.Tick.Marker = 1, float64(r.Study.Epochs), plot.EpochTicks(r.Study.Epochs)
	p.Legend.Top, p.Legend.XOffs = false, -vg.Points(6)
	return page.Figure{
		Name: "halving", Title: "What halving has stopped",
		Alternative: fmt.Sprintf("Validation accuracy of each setting over the epochs until it was stopped; all are compared after epochs %v.", r.Table.Rungs),
		Drawing:     p, Width: 16 * centimeter, Height: 10 * centimeter, Themed: true,
	}, true, errors.Join(failures...)
}

// addRungs marks the epochs at which settings are compared.
func (r *Report) addRungs(p *gonum.Plot, low, high float64) error {
	var failures []error
	for i, epoch := range r.Table.Rungs[:len(r.Table.Rungs)-1] {
		label := "compared"
		if i > 0 {
			label = ""
		}
		x := float64(epoch)
		failures = append(failures, plot.AddReference(p, label, plotter.XYs{{X: x, Y: low}, {X: x, Y: high}}))
	}
	return errors.Join(failures...)
}
