package main

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"digits/train/plot"
)

// drawSizes writes sizes.png and sizes.svg: each program's seconds an epoch over
// the work of an epoch, on most cores, both axes logarithmic. Networks with one
// hidden layer make a line, and those with two: of a network as costly as another,
// but deeper, less is in the first layer.
func drawSizes(folder string, lines []line) error {
	sizes := kindOf(lines, kindSize)
	if len(sizes) == 0 {
		return errors.New("compare: -plot: there are no sizes: want -what size with it")
	}
	cores := sizes.cores()[0]
	p := plot.New("An epoch of 60,000 images on "+plural(cores, "core"), "GFLOP an epoch, were every product dense", "seconds an epoch")
	p.Legend.Left, p.Legend.XOffs = true, vg.Points(8)
	var all plotter.XYs
	for i, program := range sizes.programs() {
		name := program
		for _, points := range sizes.curves(program, cores) {
			if err := plot.AddSeries(p, i, name, points); err != nil {
				return err
			}
			name = "" // it is in the legend
			all = append(all, points...)
		}
	}
	xmin, xmax, ymin, ymax := plotter.XYRange(all)
	plot.LogAxis(&p.X, xmin, xmax)
	plot.LogAxis(&p.Y, ymin, ymax)
	_, err := plot.Save(p, 16*vg.Centimeter, 11*vg.Centimeter, folder, "sizes")
	return err
}

// curves returns a program's seconds an epoch by the work of an epoch, a curve for
// each number of layers.
func (r results) curves(program string, cores int) []plotter.XYs {
	work := map[string]float64{}
	for _, l := range r {
		work[l.Workload] = l.Work
	}
	byLayers := map[int]plotter.XYs{}
	for _, name := range r.workloads() {
		if v, ok := r.figure(epochMetric, name, program, cores); ok {
			layers := strings.Count(name, "-")
			byLayers[layers] = append(byLayers[layers], plotter.XY{X: work[name], Y: v})
		}
	}
	var curves []plotter.XYs
	for _, layers := range slices.Sorted(maps.Keys(byLayers)) {
		points := byLayers[layers]
		slices.SortFunc(points, func(a, b plotter.XY) int { return cmp.Compare(a.X, b.X) })
		curves = append(curves, points)
	}
	return curves
}
