package main

import (
	"fmt"
	"image/color"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"digits/train/plot"
)

// networkPicture draws the 2-2-1 network with its weights on the edges.
type networkPicture struct{}

// place is a node at a part of the picture's width and height.
type place struct {
	x, y float64
	name string
}

var (
	networkInputs = []place{{0.12, 0.75, "7.2"}, {0.12, 0.25, "-5.8"}}
	networkHidden = []place{{0.5, 0.75, "h1"}, {0.5, 0.25, "h2"}}
	networkOutput = place{0.88, 0.5, "y"}
)

// Draw draws the edges first, so that the nodes cover their ends.
func (networkPicture) Draw(c draw.Canvas) {
	c.SetColor(plot.Black)
	w := neuronWeights
	for i, in := range networkInputs {
		for j, h := range networkHidden {
			k := 2*j + i // w1 and w2 go to the first neuron
			edge(c, in, h, fmt.Sprintf("w%d = %g", k+1, w[k]))
		}
	}
	for j, h := range networkHidden {
		edge(c, h, networkOutput, fmt.Sprintf("w%d = %g", 5+j, w[4+j]))
	}
	for _, p := range append(append(networkInputs[:2:2], networkHidden...), networkOutput) {
		at := p.at(c)
		c.DrawGlyph(draw.GlyphStyle{Color: plot.SkyBlue, Radius: vg.Points(20), Shape: draw.CircleGlyph{}}, at)
		c.FillText(plot.Text(plot.LabelSize), at, p.name)
	}
}

// edge draws a line with a text at a third of it, where lines do not cross.
func edge(c draw.Canvas, from, to place, label string) {
	a, b := from.at(c), to.at(c)
	style := plot.Line(0)
	style.Dashes = nil
	c.StrokeLine2(style, a.X, a.Y, b.X, b.Y)
	const part = 0.32
	at := vg.Point{X: a.X + part*(b.X-a.X), Y: a.Y + part*(b.Y-a.Y)}
	half := vg.Point{X: vg.Points(32), Y: vg.Points(8)} // of the ground that the text stands on
	c.FillPolygon(color.White, []vg.Point{
		{X: at.X - half.X, Y: at.Y - half.Y},
		{X: at.X + half.X, Y: at.Y - half.Y},
		{X: at.X + half.X, Y: at.Y + half.Y},
		{X: at.X - half.X, Y: at.Y + half.Y},
	})
	c.FillText(plot.Text(plot.TickSize), at, label)
}

func (p place) at(c draw.Canvas) vg.Point {
	return vg.Point{X: c.X(p.x), Y: c.Y(p.y)}
}
