package plot

import (
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
)

const (
	contourPoints = 241 // that a surface is computed at along each axis
	bands         = 12
)

// AddContours draws a function of two variables from low to high: bands of
// colour, white where it is lowest, and the lines between them. The bands are of
// equal area, so that flat parts and steep ones both show.
func AddContours(p *plot.Plot, f func(x, y float64) float64, low, high [2]float64) {
	g := &heights{low: low, high: high, z: make([]float64, contourPoints*contourPoints)}
	for r := range contourPoints {
		for c := range contourPoints {
			g.z[r*contourPoints+c] = f(g.X(c), g.Y(r))
		}
	}
	levels := equalAreas(g.z, bands)
	areas := plotter.NewHeatMap(&banded{g, levels}, bandColors{})
	areas.Rasterized = true // as one image: squares beside each other show seams
	p.Add(areas, &contourLines{g, levels})
}

// heights is a function on a grid, as gonum's plotters want it.
type heights struct {
	low, high [2]float64
	z         []float64
}

// Dims returns the number of columns and rows.
func (*heights) Dims() (c, r int) { return contourPoints, contourPoints }

// X returns the position of a column.
func (g *heights) X(c int) float64 {
	return g.low[0] + (g.high[0]-g.low[0])*float64(c)/(contourPoints-1)
}

// Y returns the position of a row.
func (g *heights) Y(r int) float64 {
	return g.low[1] + (g.high[1]-g.low[1])*float64(r)/(contourPoints-1)
}

// Z returns the height.
func (g *heights) Z(c, r int) float64 { return g.z[r*contourPoints+c] }

// equalAreas returns the n-1 levels that part the heights into n bands of equal
// area.
func equalAreas(z []float64, n int) []float64 {
	sorted := slices.Sorted(slices.Values(z))
	var levels []float64
	for i := 1; i < n; i++ {
		if level := sorted[i*len(sorted)/n]; !math.IsNaN(level) && !math.IsInf(level, 0) {
			levels = append(levels, level)
		}
	}
	return slices.Compact(levels)
}

// banded is the number of the band that a height lies in.
type banded struct {
	*heights
	levels []float64
}

// Z returns the band's number.
func (b *banded) Z(c, r int) float64 {
	n, _ := slices.BinarySearch(b.levels, b.heights.Z(c, r))
	return float64(n)
}

// bandColors are the colours of the bands, from white to a blue that lines in
// Okabe and Ito's colours can be seen on.
type bandColors struct{}

// Colors returns them.
func (bandColors) Colors() []color.Color {
	colors := make([]color.Color, bands)
	for i := range colors {
		part := 110 * i / (bands - 1)
		colors[i] = color.RGBA{R: uint8(255 - part), G: uint8(255 - part/2), B: 255, A: 255}
	}
	return colors
}
