package report

import (
	"errors"
	"fmt"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"digits/train"
	"digits/train/page"
	"digits/train/plot"
)

// curve is a line over the epochs.
type curve struct {
	name   string
	points plotter.XYs
}

// lossCurves are the training's loss by epoch, and the validation's.
func lossCurves(h train.History) []curve {
	return curves(h, func(l train.Log) (float64, float64) { return l.Loss, l.ValLoss })
}

// accuracyCurves are the training's accuracy by epoch, and the validation's.
func accuracyCurves(h train.History) []curve {
	return curves(h, func(l train.Log) (float64, float64) { return l.Accuracy, l.ValAccuracy })
}

func curves(h train.History, values func(train.Log) (training, validation float64)) []curve {
	c := []curve{{name: "training"}, {name: "validation"}}
	for _, log := range h {
		training, validation := values(log)
		c[0].points = append(c[0].points, plotter.XY{X: float64(log.Epoch), Y: training})
		if log.Validated {
			c[1].points = append(c[1].points, plotter.XY{X: float64(log.Epoch), Y: validation})
		}
	}
	if len(c[1].points) == 0 {
		return c[:1]
	}
	return c
}

// curves returns the figures of the history, none if there is no history.
func (r *Report) curves() ([]page.Figure, error) {
	if len(r.History) == 0 {
		return nil, nil
	}
	loss, err := r.curveFigure("loss", "Loss", lossCurves(r.History), r.Result.Loss)
	if err != nil {
		return nil, err
	}
	accuracy, err := r.curveFigure("accuracy", "Accuracy", accuracyCurves(r.History), r.Result.Accuracy)
	return []page.Figure{loss, accuracy}, err
}

func (r *Report) curveFigure(name, title string, curves []curve, test float64) (page.Figure, error) {
	p := plot.New(title, "epoch", name)
	p.Legend.Top, p.Legend.XOffs = name == "loss", -vg.Points(6)
	alternative := title + " over epochs"
	var failures []error
	for i, c := range curves {
		failures = append(failures, plot.AddSeries(p, i, c.name, c.points))
		first, last := c.points[0], c.points[len(c.points)-1]
		alternative += fmt.Sprintf("; %s from %.4f in epoch %.0f to %.4f in epoch %.0f", c.name, first.Y, first.X, last.Y, last.X)
	}
	epochs := float64(len(r.History))
	failures = append(failures, plot.AddReference(p, "test, at the end", plotter.XYs{{X: .75, Y: test}, {X: epochs + .25, Y: test}}))
	p.X.Tick.Marker = plot.EpochTicks(len(r.History))
	alternative += fmt.Sprintf("; test %.4f.", test)
	return page.Figure{
		Name: name, Title: title + " over epochs", Alternative: alternative, Drawing: p,
		Width: 16 * centimeter, Height: 10 * centimeter, Themed: true,
	}, errors.Join(failures...)
}
