package main

import (
	"fmt"
	"image/color"
	"math"
	"path/filepath"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// drawSizes writes sizes.png and sizes.svg: seconds an epoch over its FLOPs,
// both axes logarithmic, beside a line of cost in proportion to work.
func drawSizes(folder string, lines []line) error {
	points, names := make(plotter.XYs, len(lines)), make([]string, len(lines))
	for i, l := range lines {
		points[i], names[i] = plotter.XY{X: l.GFLOP, Y: l.Median}, l.Network
	}
	p := plot.New()
	p.Title.Text = fmt.Sprintf("An epoch of training, batch %d, %d threads", lines[0].Batch, lines[0].Threads)
	p.X.Label.Text, p.Y.Label.Text = "GFLOP an epoch, were every product dense", "seconds an epoch"
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Scale, axis.Tick.Marker = plot.LogScale{}, plot.LogTicks{Prec: -1}
	}
	p.Add(plotter.NewGrid())
	if err := addPoints(p, points, names); err != nil {
		return err
	}
	p.X.Min, p.X.Max = points[0].X/1.5, points[len(points)-1].X*3 // room for the last name
	p.Y.Min, p.Y.Max = p.Y.Min/1.5, p.Y.Max*1.5
	for _, ending := range []string{"png", "svg"} {
		if err := p.Save(20*vg.Centimeter, 14*vg.Centimeter, filepath.Join(folder, "sizes."+ending)); err != nil {
			return fmt.Errorf("bench: plot: %w", err)
		}
	}
	return nil
}

// addPoints draws the measured points with their names, and the rate of the last.
func addPoints(p *plot.Plot, points plotter.XYs, names []string) error {
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
	labels, err := plotter.NewLabels(plotter.XYLabels{XYs: points, Labels: names})
	if err != nil {
		return fmt.Errorf("bench: plot: %w", err)
	}
	labels.Offset = vg.Point{X: vg.Points(6), Y: -vg.Points(10)}
	p.Add(proportional, measured, dots, labels)
	p.Legend.Add("measured", measured, dots)
	p.Legend.Add(fmt.Sprintf("%.0f GFLOP/s", math.Round(last.X/last.Y)), proportional)
	p.Legend.Top, p.Legend.Left = true, true
	return nil
}
