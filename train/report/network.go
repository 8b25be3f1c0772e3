package report

import (
	"fmt"
	"image/color"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"digits/graph"
	"digits/train/page"
	"digits/train/plot"
)

// box is a layer in the drawing of a network.
type box struct{ name, detail string }

type boxes []box

// networkBoxes are the input and the layers from top to bottom.
func networkBoxes(input []int, s graph.Summary) []box {
	list := []box{{"input", "output " + shape(input)}}
	for _, l := range s {
		list = append(list, box{fmt.Sprintf("%s (%s)", l.Name, l.Kind), fmt.Sprintf("output %s, %d weights", shape(l.Output), l.Params)})
	}
	return list
}

// shape writes (28, 28).
func shape(of []int) string {
	return "(" + strings.ReplaceAll(strings.Trim(fmt.Sprint(of), "[]"), " ", ", ") + ")"
}

const (
	boxWidth  = 9 * centimeter
	boxHeight = 1.3 * centimeter
	boxGap    = .8 * centimeter
)

func (b boxes) figure() page.Figure {
	alternative := "The network from top to bottom: "
	for i, l := range b {
		if i > 0 {
			alternative += "; "
		}
		alternative += l.name + ", " + l.detail
	}
	return page.Figure{
		Name: "network", Title: "The network", Alternative: alternative + ".", Drawing: b,
		Width: boxWidth + boxGap, Height: (boxHeight+boxGap)*vg.Length(len(b)) + boxGap/2, Themed: true,
	}
}

// Draw draws the boxes with arrows between them.
func (b boxes) Draw(c draw.Canvas) {
	fill(c, c.Rectangle, color.White)
	line := draw.LineStyle{Color: plot.Black, Width: vg.Points(1)}
	x := c.Center().X
	for i, l := range b {
		top := c.Max.Y - boxGap/2 - (boxHeight+boxGap)*vg.Length(i)
		outline(c, vg.Rectangle{Min: vg.Point{X: x - boxWidth/2, Y: top - boxHeight}, Max: vg.Point{X: x + boxWidth/2, Y: top}}, line)
		c.FillText(plot.Text(plot.LabelSize), vg.Point{X: x, Y: top - .4*centimeter}, l.name)
		c.FillText(plot.Text(plot.TickSize), vg.Point{X: x, Y: top - .92*centimeter}, l.detail)
		if i > 0 {
			tip := vg.Point{X: x, Y: top}
			c.StrokeLines(line, []vg.Point{{X: x, Y: top + boxGap}, tip})
			c.StrokeLines(line, []vg.Point{tip.Add(vg.Point{X: -4, Y: 7}), tip, tip.Add(vg.Point{X: 4, Y: 7})})
		}
	}
}
