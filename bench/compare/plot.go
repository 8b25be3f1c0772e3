package main

import (
	"cmp"
	"errors"
	"slices"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"digits/train/plot"
)

// drawSizes writes sizes.png and sizes.svg: each program's seconds an epoch over
// the work of an epoch, on most cores, both axes logarithmic.
func drawSizes(folder string, lines []line) error {
	sizes := results(slices.DeleteFunc(slices.Clone(lines), func(l line) bool { return l.Kind != kindSize }))
	if len(sizes) == 0 {
		return errors.New("compare: -plot: there are no sizes: want -what size with it")
	}
	cores := sizes.cores()[0]
	p := plot.New("An epoch of 60,000 images on "+plural(cores, "core"), "GFLOP an epoch, were every product dense", "seconds an epoch")
	p.Legend.Left = true
	var all plotter.XYs
	for i, program := range sizes.programs() {
		points := sizes.curve(program, cores)
		if len(points) == 0 {
			continue
		}
		if err := plot.AddSeries(p, i, program, points); err != nil {
			return err
		}
		all = append(all, points...)
	}
	xmin, xmax, ymin, ymax := plotter.XYRange(all)
	plot.LogAxis(&p.X, xmin, xmax)
	plot.LogAxis(&p.Y, ymin, ymax)
	_, err := plot.Save(p, 16*vg.Centimeter, 11*vg.Centimeter, folder, "sizes")
	return err
}

// curve returns a program's seconds an epoch by the work of an epoch.
func (r results) curve(program string, cores int) plotter.XYs {
	work := map[string]float64{}
	for _, l := range r {
		work[l.Workload] = l.Work
	}
	var points plotter.XYs
	for _, name := range r.workloads() {
		if v, ok := r.figure(epochMetric, name, program, cores); ok {
			points = append(points, plotter.XY{X: work[name], Y: v})
		}
	}
	slices.SortFunc(points, func(a, b plotter.XY) int { return cmp.Compare(a.X, b.X) })
	return points
}
