package plot

import (
	"fmt"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
)

// mostMarkers is how many points of a line may have markers: more would merge.
const mostMarkers = 60

// AddSeries draws points joined by a line, in the look of series number i, and
// puts the name into the legend. An empty name has no place there. Values that
// are no numbers are an error.
func AddSeries(p *plot.Plot, i int, name string, points plotter.XYer) error {
	line, dots, err := plotter.NewLinePoints(points)
	if err != nil {
		return fmt.Errorf("plot: %s: %w", name, err)
	}
	line.LineStyle, dots.GlyphStyle = Line(i), Marker(i)
	things, marks := []plot.Plotter{line}, []plot.Thumbnailer{line}
	if points.Len() <= mostMarkers {
		things, marks = append(things, dots), append(marks, dots)
	}
	p.Add(things...)
	if name != "" {
		p.Legend.Add(name, marks...)
	}
	return nil
}

// AddReference draws a line that data is compared with.
func AddReference(p *plot.Plot, name string, points plotter.XYer) error {
	line, err := plotter.NewLine(points)
	if err != nil {
		return fmt.Errorf("plot: %s: %w", name, err)
	}
	line.LineStyle = reference()
	p.Add(line)
	if name != "" {
		p.Legend.Add(name, line)
	}
	return nil
}
