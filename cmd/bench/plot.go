package main

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	gonum "gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"

	"digits/train/plot"
)

// drawSizes writes sizes.png and sizes.svg: seconds an epoch over its FLOPs,
// both axes logarithmic, beside a line of cost in proportion to work.
func drawSizes(folder string, lines []line) error {
	lines = slices.SortedFunc(slices.Values(lines), func(a, b line) int { return cmp.Compare(a.GFLOP, b.GFLOP) })
	points := make(plotter.XYs, len(lines))
	for i, l := range lines {
		points[i] = plotter.XY{X: l.GFLOP, Y: l.Median}
	}
	p := plot.New(fmt.Sprintf("An epoch of training, batch %d, %d threads", lines[0].Batch, lines[0].Threads),
		"GFLOP an epoch, were every product dense", "seconds an epoch")
	for _, axis := range []*gonum.Axis{&p.X, &p.Y} {
		axis.Scale, axis.Tick.Marker = gonum.LogScale{}, gonum.LogTicks{Prec: -1}
	}
	if err := errors.Join(addPoints(p, points), addNames(p, points, lines)); err != nil {
		return err
	}
	p.X.Min, p.X.Max = points[0].X/3, points[len(points)-1].X*3 // room for the names
	p.Y.Min, p.Y.Max = p.Y.Min/1.5, p.Y.Max*1.5
	_, err := plot.Save(p, 20*vg.Centimeter, 14*vg.Centimeter, folder, "sizes")
	return err
}

// addPoints draws the measured points, and the rate of the last.
func addPoints(p *gonum.Plot, points plotter.XYs) error {
	last := points[len(points)-1]
	p.Legend.Left = true
	return errors.Join(
		plot.AddSeries(p, 0, "measured", points),
		plot.AddReference(p, fmt.Sprintf("%.0f GFLOP/s", math.Round(last.X/last.Y)),
			plotter.XYs{{X: points[0].X, Y: last.Y * points[0].X / last.X}, last}))
}

// addNames writes the names of networks with one hidden layer to the left of
// their points, those with two to the right: some of both do the same work.
func addNames(p *gonum.Plot, points plotter.XYs, lines []line) error {
	const oneHidden = 3 // widths
	for _, left := range []bool{true, false} {
		var names plotter.XYLabels
		for i, l := range lines {
			if left == (len(l.workload.widths) == oneHidden) {
				names.XYs, names.Labels = append(names.XYs, points[i]), append(names.Labels, l.Network)
			}
		}
		labels, err := plotter.NewLabels(names)
		if err != nil {
			return fmt.Errorf("bench: plot: %w", err)
		}
		labels.Offset = vg.Point{X: vg.Points(7), Y: -vg.Points(9)}
		for i := range labels.TextStyle {
			labels.TextStyle[i].Font = plot.Font(plot.TickSize)
			if left {
				labels.TextStyle[i].XAlign = text.XRight
				labels.Offset = vg.Point{X: -vg.Points(7), Y: vg.Points(1)}
			}
		}
		p.Add(labels)
	}
	return nil
}
