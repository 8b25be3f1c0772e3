package report

import (
	"fmt"
	"image/color"
	"math"
	"strconv"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"digits/train/metrics"
	"digits/train/page"
	"digits/train/plot"
)

// matrix draws a confusion matrix: cells with counts and the row's percentages,
// as far as there is room, the darker the larger the share of the true class.
type matrix struct {
	metrics.Confusion
	cell vg.Length
}

// Above so many classes a cell has no percentage, no count.
const (
	withShares = 12
	withCounts = 30
)

const matrixMargin = 1.6 * centimeter

func newMatrix(c metrics.Confusion) matrix {
	const least, most = 8 * centimeter, 26 * centimeter
	side := min(max(1.4*centimeter*vg.Length(len(c)), least), most)
	return matrix{c, side / vg.Length(len(c))}
}

func (m matrix) figure() page.Figure {
	side := m.cell*vg.Length(len(m.Confusion)) + 2*matrixMargin
	right, all := m.Correct(), m.Examples()
	return page.Figure{
		Name: "confusion", Title: "Confusion matrix",
		Alternative: fmt.Sprintf("Confusion matrix of %d classes: %d of %d examples lie on the diagonal, being right.", len(m.Confusion), right, all),
		Drawing:     m, Width: side, Height: side,
	}
}

// cellText is what a cell says: the count, and the percentage of the row.
func (m matrix) cellText(class, predicted int) (count, share string) {
	n := m.Confusion[class][predicted]
	if len(m.Confusion) <= withCounts {
		count = strconv.Itoa(n)
	}
	if len(m.Confusion) <= withShares && n > 0 {
		share = fmt.Sprintf("%.1f %%", 100*m.Share(class, predicted))
	}
	return count, share
}

// Draw draws the matrix, true classes downwards, predicted ones to the right.
func (m matrix) Draw(c draw.Canvas) {
	fill(c, c.Rectangle, color.White)
	n := len(m.Confusion)
	title, label, tick := plot.Text(plot.TitleSize), plot.Text(plot.LabelSize), plot.Text(plot.TickSize)
	left, top := c.Min.X+matrixMargin, c.Max.Y-matrixMargin
	c.FillText(title, vg.Point{X: c.Center().X, Y: c.Max.Y - .5*centimeter}, "Confusion matrix")
	c.FillText(label, vg.Point{X: c.Center().X, Y: c.Min.Y + .4*centimeter}, "predicted class")
	label.Rotation = math.Pi / 2
	c.FillText(label, vg.Point{X: c.Min.X + .5*centimeter, Y: c.Center().Y}, "true class")
	step := max(1, n/16)
	for i := range n {
		middle := m.cell * (vg.Length(i) + .5)
		if n <= withCounts || i%step == 0 {
			c.FillText(tick, vg.Point{X: left + middle, Y: top - m.cell*vg.Length(n) - .4*centimeter}, strconv.Itoa(i))
			c.FillText(tick, vg.Point{X: left - .45*centimeter, Y: top - middle}, strconv.Itoa(i))
		}
		for j := range n {
			corner := vg.Point{X: left + m.cell*vg.Length(j), Y: top - m.cell*vg.Length(i+1)}
			m.drawCell(c, i, j, vg.Rectangle{Min: corner, Max: corner.Add(vg.Point{X: m.cell, Y: m.cell})})
		}
	}
	whole := vg.Rectangle{Min: vg.Point{X: left, Y: top - m.cell*vg.Length(n)}, Max: vg.Point{X: left + m.cell*vg.Length(n), Y: top}}
	outline(c, whole, draw.LineStyle{Color: plot.Black, Width: vg.Points(.8)})
}

func (m matrix) drawCell(c draw.Canvas, class, predicted int, at vg.Rectangle) {
	dark := math.Sqrt(m.Share(class, predicted)) // so that 1 % can be seen
	fill(c, at, blend(plot.Blue, dark))
	count, share := m.cellText(class, predicted)
	style := plot.Text(min(plot.TickSize, .4*m.cell.Points())) // four figures fit
	if dark > .6 {
		style.Color = color.White
	}
	middle := vg.Point{X: (at.Min.X + at.Max.X) / 2, Y: (at.Min.Y + at.Max.Y) / 2}
	if share == "" {
		c.FillText(style, middle, count)
		return
	}
	c.FillText(style, middle.Add(vg.Point{Y: .2 * centimeter}), count)
	style.Font = plot.Font(8)
	c.FillText(style, middle.Sub(vg.Point{Y: .28 * centimeter}), share)
}

// blend is a colour mixed with white: 0 is white, 1 the colour.
func blend(c color.RGBA, share float64) color.RGBA {
	mix := func(v uint8) uint8 { return uint8(math.Round(255 + share*(float64(v)-255))) }
	return color.RGBA{R: mix(c.R), G: mix(c.G), B: mix(c.B), A: 255}
}

func fill(c draw.Canvas, at vg.Rectangle, with color.Color) {
	c.SetColor(with)
	c.Fill(at.Path())
}

func outline(c draw.Canvas, at vg.Rectangle, style draw.LineStyle) {
	c.SetLineStyle(style)
	c.Stroke(at.Path())
}
