package plot

import (
	"fmt"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// Point is a measured value with the error of y, 0 for none.
type Point struct{ X, Y, Error float64 }

// points are what gonum's plotters want.
type points []Point

// Len returns the number of points.
func (p points) Len() int { return len(p) }

// XY returns a point's place.
func (p points) XY(i int) (x, y float64) { return p[i].X, p[i].Y }

// YError returns by how much a point may lie lower and higher.
func (p points) YError(i int) (low, high float64) { return p[i].Error, p[i].Error }

// AddPoints draws points with their error bars, in the look of series number i, and
// joined by a line if joined is set. An empty name has no place in the legend.
func AddPoints(p *plot.Plot, i int, name string, data []Point, joined bool) error {
	bars, err := plotter.NewYErrorBars(points(data))
	if err != nil {
		return fmt.Errorf("plot: %s: %w", name, err)
	}
	bars.LineStyle = Line(i)
	bars.LineStyle.Dashes, bars.LineStyle.Width, bars.CapWidth = nil, vg.Points(1), vg.Points(5)
	p.Add(bars)
	if joined {
		return AddSeries(p, i, name, points(data))
	}
	dots, err := plotter.NewScatter(points(data))
	if err != nil {
		return fmt.Errorf("plot: %s: %w", name, err)
	}
	dots.GlyphStyle = Marker(i)
	p.Add(dots)
	if name != "" {
		p.Legend.Add(name, dots)
	}
	return nil
}
