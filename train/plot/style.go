// Package plot is the style of this project's figures, over gonum.org/v1/plot,
// and how they become files: PNG and SVG, the same bytes for the same figure.
//
// A series is told by its colour, its marker and its dashes together, so that
// nothing is told by colour alone. The colours are those of Okabe and Ito.
package plot

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// The colours that people of any colour vision tell apart, by the names that
// their authors give them: Masataka Okabe and Kei Ito, "Color Universal Design"
// (2002, 2008), jfly.uni-koeln.de/color.
var (
	Black         = color.RGBA{A: 255}
	Orange        = color.RGBA{R: 230, G: 159, A: 255}
	SkyBlue       = color.RGBA{R: 86, G: 180, B: 233, A: 255}
	BluishGreen   = color.RGBA{G: 158, B: 115, A: 255}
	Yellow        = color.RGBA{R: 240, G: 228, B: 66, A: 255}
	Blue          = color.RGBA{G: 114, B: 178, A: 255}
	Vermillion    = color.RGBA{R: 213, G: 94, A: 255}
	ReddishPurple = color.RGBA{R: 204, G: 121, B: 167, A: 255}
)

// Grey is that of grids and of lines for comparison.
var Grey = color.RGBA{R: 140, G: 140, B: 140, A: 255}

// Font sizes in points.
const (
	TitleSize  = 14
	LabelSize  = 12
	LegendSize = 11
	TickSize   = 11
)

// series are the looks of a figure's first, second … series. Yellow is left
// out: it cannot be read on white.
var series = [...]struct {
	color  color.RGBA
	shape  draw.GlyphDrawer
	dashes []vg.Length
}{
	{Blue, draw.CircleGlyph{}, nil},
	{Vermillion, draw.BoxGlyph{}, []vg.Length{7, 3}},
	{BluishGreen, draw.PyramidGlyph{}, []vg.Length{2, 2}},
	{ReddishPurple, draw.RingGlyph{}, []vg.Length{9, 3, 2, 3}},
	{Orange, draw.SquareGlyph{}, []vg.Length{12, 4}},
	{SkyBlue, draw.TriangleGlyph{}, []vg.Length{4, 2, 1, 2}},
	{Black, draw.CrossGlyph{}, []vg.Length{1, 3}},
}

// Line returns the look of a figure's line number i, counted from 0. After
// seven looks they begin again.
func Line(i int) draw.LineStyle {
	s := series[i%len(series)]
	return draw.LineStyle{Color: s.color, Width: vg.Points(1.8), Dashes: s.dashes}
}

// Marker returns the look of the points of series number i.
func Marker(i int) draw.GlyphStyle {
	s := series[i%len(series)]
	return draw.GlyphStyle{Color: s.color, Radius: vg.Points(3.2), Shape: s.shape}
}

// reference returns the look of a line that data is compared with.
func reference() draw.LineStyle {
	return draw.LineStyle{Color: Grey, Width: vg.Points(1.2), Dashes: []vg.Length{4, 3}}
}

// Font returns the figures' typeface, a sans serif, in a size in points.
func Font(size float64) font.Font {
	return font.Font{Typeface: "Liberation", Variant: "Sans", Size: vg.Points(size)}
}

// Text returns the style of centred text in a size in points.
func Text(size float64) text.Style {
	return text.Style{Color: Black, Font: Font(size), XAlign: draw.XCenter, YAlign: draw.YCenter, Handler: plot.DefaultTextHandler}
}

// New returns an empty plot with a title, named axes and a grid.
func New(title, x, y string) *plot.Plot {
	p := plot.New()
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = title, x, y
	p.Title.TextStyle.Font, p.Title.Padding = Font(TitleSize), vg.Points(8)
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Label.TextStyle.Font, axis.Tick.Label.Font = Font(LabelSize), Font(TickSize)
		axis.Label.Padding = vg.Points(4)
	}
	p.Legend.TextStyle.Font = Font(LegendSize)
	p.Legend.Top, p.Legend.Padding, p.Legend.ThumbnailWidth = true, vg.Points(4), vg.Points(36)
	grid := plotter.NewGrid()
	grid.Horizontal.Color, grid.Vertical.Color = color.Gray{Y: 215}, color.Gray{Y: 215}
	p.Add(grid)
	return p
}
