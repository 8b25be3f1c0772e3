package report

import (
	"cmp"
	"errors"
	"image/color"
	"slices"

	gonum "gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"digits/train/plot"
)

// panels are plots with equal axes, in rows, below a title and a legend that they
// share.
type panels struct {
	title  string
	names  []string // of the series
	joined bool
	plots  []*gonum.Plot
}

const (
	panelsWidth = 16 * centimeter
	titleHeight = 1.1 * centimeter
	entryHeight = .6 * centimeter // of the legend
	largePanel  = 8.5 * centimeter
	smallPanel  = 5.5 * centimeter // one of several
	longName    = 34               // letters that half the width has room for
)

// panels draws the groups over x, from low to high.
func (g *groups) panels(x axis, low, high float64) (*panels, error) {
	p := &panels{joined: g.joined}
	if len(g.names) > 1 {
		p.names = g.names
	}
	bottom, top := span(g.all)
	for _, group := range g.panelled {
		plotted, err := g.plot(group, x)
		if err != nil {
			return nil, err
		}
		plot.AccuracyAxis(&plotted.Y, bottom, top)
		plot.LogAxis(&plotted.X, low, high)
		p.plots = append(p.plots, plotted)
	}
	return p, nil
}

// plot draws a panel, its series in the looks that their names have in all panels.
func (g *groups) plot(group panel, x axis) (*gonum.Plot, error) {
	p := plot.New(group.name, x.name, "validation accuracy")
	p.Title.TextStyle.Font, p.Title.Padding = plot.Font(plot.LabelSize), vg.Points(3)
	var failures []error
	for i, series := range g.names {
		var points []plot.Point
		for _, m := range group.rows {
			if name(m.Settings, g.seriesAxes) == series {
				points = append(points, m.point(x))
			}
		}
		if len(points) == 0 {
			continue
		}
		slices.SortFunc(points, func(a, b plot.Point) int { return cmp.Compare(a.X, b.X) })
		failures = append(failures, plot.AddPoints(p, i, "", points, g.joined))
	}
	return p, errors.Join(failures...)
}

// columns are those of the plots.
func (p *panels) columns() int { return min(2, len(p.plots)) }

func (p *panels) rows() int { return (len(p.plots) + 1) / 2 }

// entries are how many lines the legend has, in how many columns.
func (p *panels) entries() (lines, columns int) {
	columns = 2
	for _, name := range p.names {
		if len(name) > longName {
			columns = 1
		}
	}
	return (len(p.names) + columns - 1) / columns, columns
}

func (p *panels) top() vg.Length {
	lines, _ := p.entries()
	if lines == 0 {
		return titleHeight
	}
	return titleHeight + entryHeight*(vg.Length(lines)+.5)
}

func (p *panels) size() (width, height vg.Length) {
	if len(p.plots) == 1 {
		return panelsWidth, p.top() + largePanel
	}
	return panelsWidth, p.top() + smallPanel*vg.Length(p.rows())
}

// Draw draws the title, the legend and the plots.
func (p *panels) Draw(c draw.Canvas) {
	c.SetColor(color.White)
	c.Fill(c.Rectangle.Path())
	c.FillText(plot.Text(plot.TitleSize), vg.Point{X: c.Center().X, Y: c.Max.Y - titleHeight/2}, p.title)
	p.drawLegend(draw.Crop(c, .4*centimeter, 0, 0, -titleHeight))
	area := draw.Crop(c, 0, -.2*centimeter, 0, -p.top())
	tiles := draw.Tiles{Cols: p.columns(), Rows: p.rows(), PadX: .4 * centimeter, PadY: .2 * centimeter}
	grid := make([][]*gonum.Plot, tiles.Rows)
	for i := range grid {
		grid[i] = make([]*gonum.Plot, tiles.Cols)
		copy(grid[i], p.plots[i*tiles.Cols:min(len(p.plots), (i+1)*tiles.Cols)])
	}
	canvases := gonum.Align(grid, tiles, area)
	for i, plotted := range p.plots {
		plotted.Draw(canvases[i/tiles.Cols][i%tiles.Cols])
	}
}

// drawLegend names the series with their looks, column by column.
func (p *panels) drawLegend(c draw.Canvas) {
	const sample = 1.1 * centimeter
	style := plot.Text(plot.LegendSize)
	style.XAlign = draw.XLeft
	lines, columns := p.entries()
	for i, name := range p.names {
		x := c.Min.X + c.Size().X/vg.Length(columns)*vg.Length(i/lines)
		y := c.Max.Y - entryHeight*(vg.Length(i%lines)+.5)
		if p.joined {
			c.StrokeLine2(plot.Line(i), x, y, x+sample, y)
		}
		c.DrawGlyph(plot.Marker(i), vg.Point{X: x + sample/2, Y: y})
		c.FillText(style, vg.Point{X: x + sample + .2*centimeter, Y: y}, name)
	}
}
