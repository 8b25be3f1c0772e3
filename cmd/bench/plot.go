package main

import (
	"cmp"
	"errors"
	"fmt"
	"image/color"
	"math"
	"path/filepath"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// drawSizes writes sizes.png and sizes.svg: seconds an epoch over its FLOPs,
// both axes logarithmic, beside a line of cost in proportion to work.
func drawSizes(folder string, lines []line) error {
	lines = slices.SortedFunc(slices.Values(lines), func(a, b line) int { return cmp.Compare(a.GFLOP, b.GFLOP) })
	points := make(plotter.XYs, len(lines))
	for i, l := range lines {
		points[i] = plotter.XY{X: l.GFLOP, Y: l.Median}
	}
	p := plot.New()
	p.Title.Text = fmt.Sprintf("An epoch of training, batch %d, %d threads", lines[0].Batch, lines[0].Threads)
	p.X.Label.Text, p.Y.Label.Text = "GFLOP an epoch, were every product dense", "seconds an epoch"
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Scale, axis.Tick.Marker = plot.LogScale{}, plot.LogTicks{Prec: -1}
	}
	p.Add(plotter.NewGrid())
	if err := errors.Join(addPoints(p, points), addNames(p, points, lines)); err != nil {
		return err
	}
	p.X.Min, p.X.Max = points[0].X/3, points[len(points)-1].X*3 // room for the names
	p.Y.Min, p.Y.Max = p.Y.Min/1.5, p.Y.Max*1.5
	for _, ending := range []string{"png", "svg"} {
		if err := p.Save(20*vg.Centimeter, 14*vg.Centimeter, filepath.Join(folder, "sizes."+ending)); err != nil {
			return fmt.Errorf("bench: plot: %w", err)
		}
	}
	return nil
}

// addPoints draws the measured points, and the rate of the last.
func addPoints(p *plot.Plot, points plotter.XYs) error {
	measured, dots, err := plotter.NewLinePoints(points)
	if err != nil {
		return fmt.Errorf("bench: plot: %w", err)
	}
	measured.Color, dots.Color = color.RGBA{B: 160, A: 255}, color.RGBA{B: 160, A: 255}
	dots.Shape = draw.CircleGlyph{}
	last := points[len(points)-1]
	proportional, err := plotter.NewLine(plotter.XYs{{X: points[0].X, Y: last.Y * points[0].X / last.X}, last})
	if err != nil {
		return fmt.Errorf("bench: plot: %w", err)
	}
	proportional.Color, proportional.Dashes = color.Gray{Y: 128}, []vg.Length{vg.Points(4), vg.Points(3)}
	p.Add(proportional, measured, dots)
	p.Legend.Add("measured", measured, dots)
	p.Legend.Add(fmt.Sprintf("%.0f GFLOP/s", math.Round(last.X/last.Y)), proportional)
	p.Legend.Top, p.Legend.Left, p.Legend.Padding = true, true, vg.Points(3)
	return nil
}

// addNames writes the names of networks with one hidden layer to the left of
// their points, those with two to the right: some of both do the same work.
func addNames(p *plot.Plot, points plotter.XYs, lines []line) error {
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
			if left {
				labels.TextStyle[i].XAlign = text.XRight
				labels.Offset = vg.Point{X: -vg.Points(7), Y: vg.Points(1)}
			}
		}
		p.Add(labels)
	}
	return nil
}
