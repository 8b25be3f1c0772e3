package report

import (
	"fmt"
	"image"
	"image/color"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"digits/train/page"
	"digits/train/plot"
)

// tile is an image with a line of text below it.
type tile struct {
	caption string
	image   image.Image
	frame   frame
}

// frame says right or wrong without colour alone: a thin line or a thick dashed one.
type frame int

const (
	plain frame = iota
	right
	wrong
)

func (f frame) style() draw.LineStyle {
	switch f {
	case right:
		return draw.LineStyle{Color: plot.Blue, Width: vg.Points(1)}
	case wrong:
		return draw.LineStyle{Color: plot.Vermillion, Width: vg.Points(3), Dashes: []vg.Length{6, 3}}
	}
	return draw.LineStyle{Color: plot.Grey, Width: vg.Points(.5)}
}

// tiles draws images in rows.
type tiles struct {
	title     string
	columns   int
	side      vg.Length // of an image
	width     vg.Length // of a column
	captioned bool
	tiles     []tile
}

const (
	tilesTitle = 1.1 * centimeter
	tilesGap   = .4 * centimeter
)

func (t tiles) row() vg.Length {
	if t.captioned {
		return t.side + 2*tilesGap
	}
	return t.side + tilesGap/2
}

func (t tiles) figure(name, title, alternative string) page.Figure {
	rows := (len(t.tiles) + t.columns - 1) / t.columns
	return page.Figure{
		Name: name, Title: title, Alternative: alternative, Drawing: t,
		Width: t.width*vg.Length(t.columns) + tilesGap, Height: t.row()*vg.Length(rows) + tilesTitle + tilesGap/2,
	}
}

// Draw draws the tiles row by row.
func (t tiles) Draw(c draw.Canvas) {
	fill(c, c.Rectangle, color.White)
	c.FillText(plot.Text(plot.LabelSize), vg.Point{X: c.Center().X, Y: c.Max.Y - tilesTitle/2}, t.title)
	for i, tile := range t.tiles {
		x := c.Min.X + tilesGap/2 + t.width*(vg.Length(i%t.columns)+.5)
		y := c.Max.Y - tilesTitle - t.row()*vg.Length(i/t.columns)
		at := vg.Rectangle{Min: vg.Point{X: x - t.side/2, Y: y - t.side}, Max: vg.Point{X: x + t.side/2, Y: y}}
		c.DrawImage(at, tile.image)
		outline(c, at, tile.frame.style())
		if t.captioned {
			c.FillText(plot.Text(plot.TickSize), vg.Point{X: x, Y: y - t.side - tilesGap*.9}, tile.caption)
		}
	}
}

// enlarged repeats pixels, so that no viewer blurs them.
func enlarged(width, height int, at func(x, y int) color.RGBA) image.Image {
	const wanted = 112
	k := max(1, wanted/max(width, height))
	img := image.NewRGBA(image.Rect(0, 0, k*width, k*height))
	for y := range k * height {
		for x := range k * width {
			img.SetRGBA(x, y, at(x/k, y/k))
		}
	}
	return img
}

// ink draws an image of a data set dark on white.
func (r *Report) ink(example int) image.Image {
	pixels := r.Test.Image(example)
	return enlarged(r.Test.Width, r.Test.Height, func(x, y int) color.RGBA {
		v := 255 - pixels[y*r.Test.Width+x]
		return color.RGBA{R: v, G: v, B: v, A: 255}
	})
}

// predictionTile is a test image with what it is and what it was taken for.
func (r *Report) predictionTile(example int) tile {
	label, predicted := int(r.Test.Labels[example]), r.Predictions.Predicted(example)
	t := tile{caption: fmt.Sprintf("True: %d, Pred: %d", label, predicted), image: r.ink(example), frame: right}
	if label != predicted {
		t.caption, t.frame = t.caption+", wrong", wrong
	}
	return t
}

// gallery is ten test images, 5 rows of 2.
func (r *Report) gallery() tiles {
	t := tiles{title: "The first test images", columns: 2, side: 2.4 * centimeter, width: 5 * centimeter, captioned: true}
	for i := range min(10, r.Test.Len()) {
		t.tiles = append(t.tiles, r.predictionTile(i))
	}
	return t
}

// mistakes are the test images that were taken for another class with the
// highest loss, 5 rows of 2.
func (r *Report) mistakes() tiles {
	t := tiles{title: "The mistakes with the highest loss", columns: 2, side: 2.4 * centimeter, width: 5 * centimeter, captioned: true}
	for _, m := range r.Predictions.Worst(listed) {
		t.tiles = append(t.tiles, r.predictionTile(m.Example))
	}
	return t
}
