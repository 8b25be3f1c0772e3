package report

import (
	"errors"
	"fmt"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"digits/train/metrics"
	"digits/train/page"
	"digits/train/plot"
)

// reliabilityPoints are the bins that hold examples: mean confidence, accuracy.
func reliabilityPoints(c metrics.Calibration) (points plotter.XYs) {
	for _, b := range c {
		if b.Examples > 0 {
			points = append(points, plotter.XY{X: b.Confidence, Y: b.Accuracy})
		}
	}
	return points
}

func (r *Report) reliability() (page.Figure, error) {
	c := r.Predictions.Calibration(bins)
	p := plot.New(fmt.Sprintf("Reliability, expected calibration error %.4f", c.Error()), "confidence", "accuracy")
	p.Legend.Left, p.Legend.XOffs = true, vg.Points(6)
	err := errors.Join(
		plot.AddReference(p, "confidence = accuracy", plotter.XYs{{X: 0, Y: 0}, {X: 1, Y: 1}}),
		plot.AddSeries(p, 0, "the model, ten bins", reliabilityPoints(c)))
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 1, 0, 1
	return page.Figure{
		Name: "reliability", Title: "Reliability diagram",
		Alternative: fmt.Sprintf("Accuracy over confidence in ten bins; expected calibration error %.4f. The table lists the bins.", c.Error()),
		Drawing:     p, Width: 13 * centimeter, Height: 12 * centimeter, Themed: true,
	}, err
}
