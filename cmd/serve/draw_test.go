package main

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"testing"

	"digits/models/reader"
)

// point is a place on a paper of side 1.
type point struct{ x, y float64 }

// A 7 and a 1 as most people write them, in one stroke.
var (
	seven = []point{{0.25, 0.2}, {0.75, 0.2}, {0.45, 0.85}}
	one   = []point{{0.5, 0.15}, {0.5, 0.85}}
)

// drawn returns the line in black on white, as a PNG of side x side pixels.
func drawn(t testing.TB, line []point, side int) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, side, side))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	const thickness = 0.07
	for i := range line[1:] {
		a, b := line[i], line[i+1]
		for y := range side {
			for x := range side {
				p := point{(float64(x) + 0.5) / float64(side), (float64(y) + 0.5) / float64(side)}
				if distance(p, a, b) < thickness/2 {
					img.SetGray(x, y, color.Gray{})
				}
			}
		}
	}
	var file bytes.Buffer
	if err := png.Encode(&file, img); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// distance returns that of p from the line from a to b.
func distance(p, a, b point) float64 {
	dx, dy := b.x-a.x, b.y-a.y
	along := ((p.x-a.x)*dx + (p.y-a.y)*dy) / (dx*dx + dy*dy)
	along = min(max(along, 0), 1)
	return math.Hypot(p.x-a.x-along*dx, p.y-a.y-along*dy)
}

// embedded offers the model in the program alone.
func embedded(t testing.TB) choices {
	t.Helper()
	r, err := reader.New(nil, false)
	if err != nil {
		t.Fatal(err)
	}
	return choices(nil).with(r.Model().Recipe, r)
}
