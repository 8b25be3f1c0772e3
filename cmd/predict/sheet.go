package main

import (
	"image"
	"image/color"

	"golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"

	"digits/data/picture"
)

// tile is a picture with a line below it.
type tile struct {
	*picture.Gray
	name string
}

const (
	tileSide = 168 // six times MNIST's
	gap      = 12
	textLine = 16
)

// sheet puts tiles in rows of a given number, with a title above, on light grey.
func sheet(tiles []tile, inRow int, title string) image.Image {
	rows := (len(tiles) + inRow - 1) / inRow
	img := image.NewRGBA(image.Rect(0, 0, gap+inRow*(tileSide+gap), 2*gap+textLine+rows*(tileSide+textLine+gap)))
	draw.Draw(img, img.Rect, image.NewUniform(color.Gray{Y: 232}), image.Point{}, draw.Src)
	write(img, gap, gap+textLine-4, title)
	for i, t := range tiles {
		left, top := gap+i%inRow*(tileSide+gap), 2*gap+textLine+i/inRow*(tileSide+textLine+gap)
		t.draw(img, left, top)
		write(img, left, top+tileSide+textLine-4, t.name)
	}
	return img
}

// draw draws the picture as large as fits in the tile, its pixels as squares.
func (t tile) draw(img *image.RGBA, left, top int) {
	from := grayImage(t.Gray)
	scale := float64(tileSide) / float64(max(t.Height, t.Width))
	to := image.Rect(0, 0, max(1, int(float64(t.Width)*scale)), max(1, int(float64(t.Height)*scale))).
		Add(image.Pt(left, top))
	if scale < 1 {
		draw.CatmullRom.Scale(img, to, from, from.Rect, draw.Src, nil)
		return
	}
	draw.NearestNeighbor.Scale(img, to, from, from.Rect, draw.Src, nil)
}

func grayImage(g *picture.Gray) *image.Gray {
	return &image.Gray{Pix: g.Bytes(), Stride: g.Width, Rect: image.Rect(0, 0, g.Width, g.Height)}
}

func write(img *image.RGBA, left, baseline int, text string) {
	d := font.Drawer{Dst: img, Src: image.Black, Face: basicfont.Face7x13, Dot: fixed.P(left, baseline)}
	d.DrawString(text)
}
