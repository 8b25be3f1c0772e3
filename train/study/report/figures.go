package report

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"

	"digits/train/page"
	"digits/train/plot"
	"digits/train/study"
)

const centimeter = vg.Centimeter

// figures returns the report's plots. One whose axis has a single value, or none,
// is left out.
func (r *Report) figures() ([]page.Figure, error) {
	var all []page.Figure
	var failures []error
	for _, draw := range []func() (page.Figure, bool, error){r.overParameters, r.overRate, r.climb, r.curves} {
		f, ok, err := draw()
		if ok && err == nil {
			all = append(all, f)
		}
		failures = append(failures, err)
	}
	return all, errors.Join(failures...)
}

// measured is a setting's validation accuracy as the plots compare it.
type measured struct {
	study.Row
	accuracy, standardError float64
}

// compared returns the settings that have figures, and after which epoch the plots
// compare them: the first at which halving does, since later ones are not reached
// by all; else the last.
func (r *Report) compared() (rows []measured, epoch int) {
	epoch = r.Table.Rungs[0]
	for _, row := range r.Table.Rows {
		if row.Runs == 0 || row.State == study.Failed || row.Epochs < epoch {
			continue
		}
		m := measured{Row: row, accuracy: row.ValAccuracy.Value, standardError: row.ValAccuracy.StandardError}
		if row.Epochs > epoch {
			mean := meanAt(row, epoch, validation)
			m.accuracy, m.standardError = mean.Value, mean.StandardError
		}
		rows = append(rows, m)
	}
	return rows, epoch
}

// overParameters draws accuracies over the number of parameters.
func (r *Report) overParameters() (page.Figure, bool, error) {
	return r.over(axis{
		name: "parameters", file: "parameters", title: "Validation accuracy against parameters",
		of: func(m measured) float64 { return float64(m.Parameters) }, moves: []string{"units"},
	})
}

// overRate draws accuracies over the learning rate, unless it only follows from
// other choices.
func (r *Report) overRate() (page.Figure, bool, error) {
	if !slices.ContainsFunc(r.chosen(), func(a study.Axis) bool { return a.Name == "lr" }) {
		return page.Figure{}, false, nil
	}
	return r.over(axis{
		name: "learning rate", file: "learning-rate", title: "Validation accuracy against the learning rate",
		of: func(m measured) float64 { return m.Settings.LearningRate }, moves: []string{"lr"},
	})
}

// axis is what a plot runs over.
type axis struct {
	name, file, title string
	of                func(measured) float64
	moves             []string // the space's axes that change it
}

func (r *Report) over(x axis) (page.Figure, bool, error) {
	rows, epoch := r.compared()
	low, high := math.Inf(1), math.Inf(-1)
	for _, m := range rows {
		low, high = min(low, x.of(m)), max(high, x.of(m))
	}
	if !(low > 0 && low < high) {
		return page.Figure{}, false, nil
	}
	g := r.group(rows, x.moves)
	p, err := g.panels(x, low, high)
	if err != nil {
		return page.Figure{}, false, err
	}
	p.title = fmt.Sprintf("%s, after epoch %d", x.title, epoch)
	width, height := p.size()
	top := best(rows)
	text := fmt.Sprintf("%s of %d settings, from %g to %g; the best is %s with %.4f. The table lists all.",
		x.title, len(rows), low, high, name(top.Settings, r.chosen()), top.accuracy)
	if g.hidden > 0 {
		text += fmt.Sprintf(" Of %d groups those with the best settings are drawn.", g.hidden+len(g.panelled))
	}
	return page.Figure{
		Name: x.file, Title: x.title, Alternative: text,
		Drawing: p, Width: width, Height: height, Themed: true,
	}, true, nil
}

// best is the setting with the highest accuracy, the first of several.
func best(rows []measured) measured {
	return slices.MaxFunc(rows, func(a, b measured) int { return cmp.Compare(a.accuracy, b.accuracy) })
}

// span is the least and the largest accuracy, errors included.
func span(rows []measured) (low, high float64) {
	low, high = 1, 0
	for _, m := range rows {
		low, high = min(low, m.accuracy-m.standardError), max(high, m.accuracy+m.standardError)
	}
	return max(0, low), min(1, high)
}

// point is a measured setting on a plot.
func (m measured) point(x axis) plot.Point {
	return plot.Point{X: x.of(m), Y: m.accuracy, Error: m.standardError}
}
