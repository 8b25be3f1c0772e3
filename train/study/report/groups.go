package report

import (
	"slices"
	"strings"

	"digits/train/study"
)

// A plot can tell so many series apart, and a figure has so many plots.
const (
	mostSeries = 7
	mostPanels = 12
)

// groups are the settings parted by all that a plot's axis does not show: into
// panels, and within each into series.
type groups struct {
	panelAxes, seriesAxes []study.Axis
	joined                bool // a series has one setting at each place, so that a line joins them
	panelled              []panel
	hidden                int      // panels that are left out
	names                 []string // of the series, in the order of the space
	all                   []measured
}

// panel is a plot's settings.
type panel struct {
	name string
	rows []measured
}

func (r *Report) settings() (list []study.Settings) {
	rows := slices.SortedFunc(slices.Values(r.Table.Rows), func(a, b study.Row) int { return a.Order - b.Order })
	for _, row := range rows {
		list = append(list, row.Settings)
	}
	return list
}

// chosen are the axes that tell settings apart.
func (r *Report) chosen() []study.Axis { return r.Study.Space.Chosen() }

// group parts the rows by the axes that tell them apart, but for those that move along x. As
// many axes as can be told apart make the series, the others the panels; those with
// too many values, which were drawn from a range, make neither, and leave clouds of
// points.
func (r *Report) group(rows []measured, moves []string) *groups {
	settings := r.settings()
	g := &groups{joined: true, all: rows}
	var candidates []study.Axis
	for _, a := range r.chosen() {
		switch {
		case slices.Contains(moves, a.Name):
		case len(study.Values(a, settings)) > mostSeries:
			g.joined = false
		default:
			candidates = append(candidates, a)
		}
	}
	g.part(candidates, settings)
	for _, s := range settings {
		if n := name(s, g.seriesAxes); !slices.Contains(g.names, n) {
			g.names = append(g.names, n)
		}
	}
	at := map[string]int{}
	for _, m := range rows { // the best first, and so its panel
		n := name(m.Settings, g.panelAxes)
		i, ok := at[n]
		if !ok {
			i = len(g.panelled)
			at[n], g.panelled = i, append(g.panelled, panel{name: n})
		}
		g.panelled[i].rows = append(g.panelled[i].rows, m)
	}
	g.hidden = max(0, len(g.panelled)-mostPanels)
	g.panelled = g.panelled[:len(g.panelled)-g.hidden]
	slices.SortStableFunc(g.panelled, func(a, b panel) int { return first(a) - first(b) })
	return g
}

// first is the place in the space of a panel's first setting.
func first(p panel) int {
	least := p.rows[0].Order
	for _, m := range p.rows {
		least = min(least, m.Order)
	}
	return least
}

// part takes those axes for the series that make the most of them, at most
// mostSeries, and the rest for the panels.
func (g *groups) part(axes []study.Axis, settings []study.Settings) {
	chosen, most := 0, 0
	for subset := range 1 << len(axes) {
		n := 1
		for i, a := range axes {
			if subset&(1<<i) != 0 {
				n *= len(study.Values(a, settings))
			}
		}
		if n <= mostSeries && n > most {
			chosen, most = subset, n
		}
	}
	for i, a := range axes {
		if chosen&(1<<i) != 0 {
			g.seriesAxes = append(g.seriesAxes, a)
		} else {
			g.panelAxes = append(g.panelAxes, a)
		}
	}
}

// name is that of settings by their values on axes: "relu, lr 0.01". Words say by
// themselves which axis they are of.
func name(s study.Settings, axes []study.Axis) string {
	var parts []string
	for _, a := range axes {
		switch text := a.Text(s); {
		case a.Name == "arch" || a.Name == "activation" || a.Name == "optimizer":
			parts = append(parts, text)
		case text == "":
			parts = append(parts, "no "+a.Name)
		default:
			parts = append(parts, a.Name+" "+text)
		}
	}
	return strings.Join(parts, ", ")
}
