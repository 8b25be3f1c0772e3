package main

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"digits/optim/schedule"
	"digits/train/plot"
)

// handSchedule is a learning-rate schedule by hand and the library's.
type handSchedule struct {
	name, text string
	rate       func(step float64) float64
	library    schedule.Schedule
}

// firstRate is the learning rate that the schedules begin with.
const firstRate = 0.1

var handSchedules = []handSchedule{
	{"constant", "0.1", constant(firstRate), schedule.Constant{}},
	{"exponential", "0.1·0.5^(step/10)", func(step float64) float64 { return firstRate * math.Pow(0.5, step/10) }, schedule.Exponential{Steps: 10, Factor: 0.5}},
	{"step", "0.1·0.5^⌊step/10⌋", func(step float64) float64 { return firstRate * math.Pow(0.5, math.Floor(step/10)) }, schedule.Step{Steps: 10, Factor: 0.5}},
	{"cosine", "0.1·(1 + cos(π·step/50))/2 to step 50, then 0", cosineOf(50), schedule.Cosine{Steps: 50}},
	{"warm-up", "0.1·step/10 to step 10, then a cosine of 40 steps", func(step float64) float64 {
		if step < 10 {
			return firstRate * step / 10
		}
		return cosineOf(40)(step - 10)
	}, schedule.Warmup{Steps: 10, Then: schedule.Cosine{Steps: 40}}},
}

func cosineOf(steps float64) function {
	return func(step float64) float64 { return firstRate * (1 + math.Cos(math.Pi*min(step/steps, 1))) / 2 }
}

// schedules compares learning rates by hand with optim/schedule's and
// draws them.
func schedules(n *notebook, s settings) error {
	n.text("A schedule changes the learning rate with the steps: large at first, to get far, small at the\nend, to settle. A warm-up lets an optimizer gather its means before it takes large steps.")
	var texts [][]string
	var rows []comparison
	p := plot.New("Learning-rate schedules", "step", "learning rate")
	for i, h := range handSchedules {
		texts = append(texts, []string{h.name, h.text})
		for _, step := range []int{5, 10, 25, 50} {
			rows = append(rows, comparison{fmt.Sprintf("%s, step %d", h.name, step), h.rate(float64(step)), h.library.Rate(firstRate, step)})
		}
		points := make(plotter.XYs, 61)
		for step := range points {
			points[step] = plotter.XY{X: float64(step), Y: h.library.Rate(firstRate, step)}
		}
		line, err := plotter.NewLine(points)
		if err != nil {
			return err
		}
		line.LineStyle = plot.Line(i)
		if h.name == "step" {
			line.StepStyle = plotter.PostStep // upright where it jumps
		}
		p.Add(line)
		p.Legend.Add(h.name, line)
	}
	n.formulas(texts)
	n.compareWith("library", rows)
	p.Y.Min, p.Y.Max, p.Legend.Left = 0, 0.16, true // room for the legend
	return n.picture(s, p, 16*vg.Centimeter, 11*vg.Centimeter, "schedules")
}
