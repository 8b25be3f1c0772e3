package report

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"

	"digits/graph"
	"digits/train/metrics"
	"digits/train/plot"
)

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"percent": func(x float64) string { return fmt.Sprintf("%.2f %%", 100*x) },
	"number":  func(x float64) string { return fmt.Sprintf("%.4f", x) },
}).Parse(pageText))

// picture is a figure as the page shows it.
type picture struct {
	figure
	Drawing template.HTML
}

// pageData is what the template sees.
type pageData struct {
	*Report
	Title, Summary  string
	Pictures        map[string]picture
	StandardError   float64
	Confusion       metrics.Confusion
	Table           bool // the matrix is small enough for a table
	Classes         []metrics.Scores
	Macro, Weighted metrics.Scores
	Worst           []metrics.Mistake
	Pairs           []metrics.Pair
	Bins            metrics.Calibration
	Facts           []Fact
}

// page returns index.html.
func (r *Report) page(figures []figure) ([]byte, error) {
	summary, err := graph.Summarize(r.Model.Layers, r.Model.Input)
	if err != nil {
		return nil, err
	}
	c := r.Predictions.Confusion()
	d := pageData{
		Report: r, Title: fmt.Sprintf("%s on %s", r.Model.Recipe, r.Test.Name), Summary: summary.String(),
		Pictures: map[string]picture{}, StandardError: r.Result.StandardError(),
		Confusion: c, Table: len(c) <= withCounts, Classes: c.PerClass(), Macro: c.Macro(), Weighted: c.Weighted(),
		Worst: r.Predictions.Worst(listed), Pairs: c.MostConfused(listed), Bins: r.Predictions.Calibration(bins),
		Facts: r.facts(),
	}
	for _, f := range figures {
		drawing, err := f.html()
		if err != nil {
			return nil, err
		}
		d.Pictures[f.Name] = picture{f, drawing}
	}
	var b bytes.Buffer
	err = pageTemplate.Execute(&b, d)
	return b.Bytes(), err
}

// html returns the figure for the page: drawn in the page's colours, or as an
// image on white.
func (f figure) html() (template.HTML, error) {
	svg, err := plot.SVG(f.drawing, f.width, f.height)
	if err != nil {
		return "", fmt.Errorf("report: %s: %w", f.Name, err)
	}
	if f.themed {
		return template.HTML(plot.Inline(svg, f.Alternative)), nil
	}
	return template.HTML(fmt.Sprintf(`<img class="paper" alt="%s" src="data:image/svg+xml;base64,%s">`,
		template.HTMLEscapeString(f.Alternative), base64.StdEncoding.EncodeToString(svg))), nil
}
