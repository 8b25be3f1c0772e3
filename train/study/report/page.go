package report

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"

	"digits/train/page"
	"digits/train/study"
)

//go:embed page.html
var pageText string

var pageTemplate = page.Template(pageText)

// mostRows is how many settings the page lists, the best ones; the CSV has all.
const mostRows = 1000

// pageData is what the template sees.
type pageData struct {
	*Report
	Title, Best string
	axes        []study.Axis // of the table
	Head        []column
	Rows        []study.Row
	Hidden      int
	Effects     []effect
	Figures     []page.Figure
	Facts       []page.Fact
}

// column is one of the table of settings.
type column struct {
	Name string
	Word bool // stands to the left
}

// page returns index.html.
func (r *Report) page(figures []page.Figure) ([]byte, error) {
	d := pageData{
		Report: r, Title: fmt.Sprintf("Study %s on %s", r.Study.Name, r.Study.DataName),
		Rows: r.Table.Rows, Effects: r.effects(), Figures: figures,
		Facts: append(slices.Clone(r.Facts), page.Machine(r.Made)...),
	}
	if r.Table.Rows[0].Rank > 0 {
		d.Best = name(r.Table.Rows[0].Settings, r.chosen())
	}
	d.axes, _ = study.Varied(r.settings())
	for _, a := range d.axes {
		d.Head = append(d.Head, column{a.Name, words(a)})
	}
	d.Hidden = max(0, len(d.Rows)-mostRows)
	d.Rows = d.Rows[:len(d.Rows)-d.Hidden]
	return page.Execute(pageTemplate, d)
}

func words(a study.Axis) bool {
	return slices.Contains([]string{"arch", "units", "activation", "optimizer"}, a.Name)
}

// Cells are the values of a setting on the axes that vary.
func (d pageData) Cells(r study.Row) (cells []cell) {
	for i, a := range d.axes {
		cells = append(cells, cell{a.Text(r.Settings), d.Head[i].Word, key(a, r.Settings)})
	}
	return cells
}

// cell is a value of the table, and what it is sorted by.
type cell struct {
	Text string
	Word bool
	Key  string
}

// key is what a value is sorted by: units by the first layer.
func key(a study.Axis, s study.Settings) string {
	if a.Name == "units" && len(s.Units) > 0 {
		return strconv.Itoa(s.Units[0])
	}
	return a.Text(s)
}

// State is a setting's state in words.
func (d pageData) State(r study.Row) string {
	switch r.State {
	case study.Failed:
		return "failed: " + r.Why
	case study.Stopped:
		return fmt.Sprintf("stopped at epoch %d", r.Epochs)
	}
	return string(r.State)
}
