package plot

import (
	"fmt"
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// AddThin draws many thin lines of one colour with where they end, none of them to
// be told apart. An empty name has no place in the legend.
func AddThin(p *plot.Plot, c color.Color, name string, lines []plotter.XYs) error {
	for i, points := range lines {
		line, err := plotter.NewLine(points)
		if err != nil {
			return fmt.Errorf("plot: %s: %w", name, err)
		}
		line.LineStyle = draw.LineStyle{Color: c, Width: vg.Points(.6)}
		end, err := plotter.NewScatter(points[len(points)-1:])
		if err != nil {
			return fmt.Errorf("plot: %s: %w", name, err)
		}
		end.GlyphStyle = draw.GlyphStyle{Color: c, Radius: vg.Points(1.6), Shape: draw.CircleGlyph{}}
		p.Add(line, end)
		if i == 0 && name != "" {
			p.Legend.Add(name, line, end)
		}
	}
	return nil
}
