package report

import (
	_ "embed"
	"fmt"
	"slices"

	"digits/graph"
	"digits/train/metrics"
	"digits/train/page"
)

//go:embed page.html
var pageText string

var pageTemplate = page.Template(pageText)

// pageData is what the template sees.
type pageData struct {
	*Report
	Title, Summary  string
	Kind            string // what an example is called
	Pictures        map[string]page.Figure
	StandardError   float64
	Confusion       metrics.Confusion
	Table           bool // the matrix is small enough for a table
	Classes         []metrics.Scores
	Macro, Weighted metrics.Scores
	Worst           []metrics.Mistake
	Pairs           []metrics.Pair
	Bins            metrics.Calibration
	Facts           []page.Fact
}

// page returns index.html.
func (r *Report) page(figures []page.Figure) ([]byte, error) {
	summary, err := graph.Summarize(r.Model.Net(), r.Model.Input)
	if err != nil {
		return nil, err
	}
	c := r.Predictions.Confusion()
	d := pageData{
		Report: r, Title: fmt.Sprintf("%s on %s", r.Model.Recipe, r.Test.Name), Summary: summary.String(), Kind: "image",
		Pictures: map[string]page.Figure{}, StandardError: r.Result.StandardError(),
		Confusion: c, Table: len(c) <= withCounts, Classes: c.PerClass(), Macro: c.Macro(), Weighted: c.Weighted(),
		Worst: r.Predictions.Worst(listed), Pairs: c.MostConfused(listed), Bins: r.Predictions.Calibration(bins),
		Facts: append(slices.Clone(r.Settings), page.Machine(r.Made)...),
	}
	if r.Test.Pixels == nil {
		d.Kind = "row"
	}
	for _, f := range figures {
		d.Pictures[f.Name] = f
	}
	return page.Execute(pageTemplate, d)
}
