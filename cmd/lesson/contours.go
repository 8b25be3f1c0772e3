package main

import (
	"image/color"
	"math"

	gonum "gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"digits/train/plot"
)

// namedPath is where an optimizer's weights went.
type namedPath struct {
	name string
	at   [][2]float64
}

// The part of the surface that is drawn.
const (
	surfaceLow, surfaceHigh = -1.5, 1.5
	surfacePoints           = 301 // along each weight
)

// contours draws paths over the error's contours.
func (n *notebook) contours(s settings, paths []namedPath, name string) error {
	if s.plot == "" {
		return nil
	}
	p := plot.New("Error of two weights, and the path of training", "w1", "w2")
	p.Add(plotter.NewHeatMap(surfaceGrid{}, bands{}))
	for i, path := range paths {
		if err := addPath(p, i, path); err != nil {
			return err
		}
	}
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = surfaceLow, surfaceHigh, surfaceLow, surfaceHigh
	p.Legend.Top, p.Legend.Left = false, true // the paths come from above
	if err := n.picture(s, p, 15*vg.Centimeter, 14*vg.Centimeter, name); err != nil {
		return err
	}
	return n.page(s, paths, name)
}

// addPath draws a path as a line, with a marker where it ends.
func addPath(p *gonum.Plot, i int, path namedPath) error {
	points := make(plotter.XYs, 0, len(path.at))
	for _, w := range path.at {
		points = append(points, plotter.XY{X: w[0], Y: w[1]})
	}
	line, err := plotter.NewLine(points)
	if err != nil {
		return err
	}
	line.LineStyle = plot.Line(i)
	end, err := plotter.NewScatter(points[len(points)-1:])
	if err != nil {
		return err
	}
	end.GlyphStyle = plot.Marker(i)
	p.Add(line, end)
	p.Legend.Add(path.name, line, end)
	return nil
}

// surfaceGrid is the error as gonum's plotters want it.
type surfaceGrid struct{}

// Dims returns the number of points along each weight.
func (surfaceGrid) Dims() (c, r int) { return surfacePoints, surfacePoints }

// X returns column c's weight.
func (surfaceGrid) X(c int) float64 {
	return surfaceLow + (surfaceHigh-surfaceLow)*float64(c)/(surfacePoints-1)
}

// Y returns row r's weight.
func (g surfaceGrid) Y(r int) float64 { return g.X(r) }

// Z returns the number of the band in which the error lies: where two bands
// meet is a contour. Bands of equal width in the root of the error are rings of
// equal width in the bowl.
func (g surfaceGrid) Z(c, r int) float64 {
	return math.Floor(math.Sqrt(pairError([2]float64{g.X(c), g.Y(r)})) / 0.2)
}

// bands are the colours of the surface, from white, lowest, to a blue.
type bands struct{}

// Colors returns them.
func (bands) Colors() []color.Color {
	const n = 12
	colors := make([]color.Color, n)
	for i := range colors {
		part := 160 * i / (n - 1)
		colors[i] = color.RGBA{R: uint8(255 - part), G: uint8(255 - part/2), B: 255, A: 255}
	}
	return colors
}
