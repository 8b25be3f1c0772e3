package report

import (
	"errors"
	"fmt"
	"strconv"

	gonum "gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"digits/train"
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
func (r *Report) curves() ([]figure, error) {
	if len(r.History) == 0 {
		return nil, nil
	}
	loss, err := r.curveFigure("loss", "Loss", lossCurves(r.History), r.Result.Loss)
	if err != nil {
		return nil, err
	}
	accuracy, err := r.curveFigure("accuracy", "Accuracy", accuracyCurves(r.History), r.Result.Accuracy)
	return []figure{loss, accuracy}, err
}

func (r *Report) curveFigure(name, title string, curves []curve, test float64) (figure, error) {
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
	p.X.Tick.Marker = epochTicks(len(r.History))
	alternative += fmt.Sprintf("; test %.4f.", test)
	return figure{
		Name: name, Title: title + " over epochs", Alternative: alternative, drawing: p,
		width: 16 * centimeter, height: 10 * centimeter, themed: true,
	}, errors.Join(failures...)
}

// epochTicks marks whole epochs, about ten of them.
func epochTicks(epochs int) gonum.ConstantTicks {
	const most = 10
	step := max(1, (epochs+most-1)/most)
	var ticks gonum.ConstantTicks
	for e := 1; e <= epochs; e += step {
		ticks = append(ticks, gonum.Tick{Value: float64(e), Label: strconv.Itoa(e)})
	}
	return ticks
}
