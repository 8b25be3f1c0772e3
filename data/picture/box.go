package picture

import (
	"image"
	"math"

	"golang.org/x/image/draw"
)

// Cropped returns the part of a picture that has ink. ErrBlank if none has.
func Cropped(ink *Gray) (*Gray, error) {
	const some = 0.1
	top, left, bottom, right := ink.Height, ink.Width, 0, 0
	for y := range ink.Height {
		for x, v := range ink.Row(y) {
			if v > some {
				top, bottom = min(top, y), max(bottom, y+1)
				left, right = min(left, x), max(right, x+1)
			}
		}
	}
	if bottom == 0 {
		return nil, ErrBlank
	}
	return ink.Part(top, left, bottom, right), nil
}

// Boxed scales a picture so that its longer side is that of MNIST's box, 20
// pixels: by means of areas when it gets smaller, as the anti-aliasing that
// MNIST was made with, by cubic splines when larger.
func Boxed(ink *Gray) *Gray {
	longer := max(ink.Height, ink.Width)
	if longer == box {
		return ink
	}
	side := func(n int) int { return max(1, int(math.Round(float64(n)*box/float64(longer)))) }
	return resized(ink, side(ink.Height), side(ink.Width))
}

// resized scales a picture, by means of areas where it gets smaller.
func resized(g *Gray, height, width int) *Gray {
	if height <= g.Height && width <= g.Width {
		return shrunk(g, height, width)
	}
	from := &image.Gray{Pix: g.Bytes(), Stride: g.Width, Rect: image.Rect(0, 0, g.Width, g.Height)}
	to := image.NewGray(image.Rect(0, 0, width, height))
	draw.CatmullRom.Scale(to, to.Rect, from, from.Rect, draw.Src, nil)
	return FromBytes(height, width, to.Pix)
}

// shrunk makes each pixel the mean of the area that it covers.
func shrunk(g *Gray, height, width int) *Gray {
	rows, out := NewGray(height, g.Width), NewGray(height, width)
	for y := range height {
		covered(y, height, g.Height, func(from int, weight float32) {
			to := rows.Row(y)
			for x, v := range g.Row(from) {
				to[x] += weight * v
			}
		})
	}
	for x := range width {
		covered(x, width, g.Width, func(from int, weight float32) {
			for y := range height {
				out.Row(y)[x] += weight * rows.Row(y)[from]
			}
		})
	}
	return out
}

// covered calls f for the pixels of a line of length `from` that pixel i of a line
// of length `to` covers, with the share that each has in it.
func covered(i, to, from int, f func(pixel int, weight float32)) {
	ratio := float64(from) / float64(to)
	lo, hi := float64(i)*ratio, float64(i+1)*ratio
	for p := int(lo); p < from && float64(p) < hi-1e-9; p++ {
		f(p, float32((math.Min(hi, float64(p+1))-math.Max(lo, float64(p)))/ratio))
	}
}
