package picture

import (
	"image"
	"image/color"
)

// lightness returns the picture over white paper in luma (ITU-R BT.601), each
// pixel the mean of a square of the image's if there are too many.
func lightness(img image.Image, detail int) *Gray {
	b := img.Bounds()
	step := (max(b.Dx(), b.Dy()) + detail - 1) / detail
	g := NewGray((b.Dy()+step-1)/step, (b.Dx()+step-1)/step)
	count := make([]float32, g.Width)
	row := make([]float32, b.Dx())
	for y := range g.Height {
		sums := g.Row(y)
		clear(count)
		for line := y * step; line < min((y+1)*step, b.Dy()); line++ {
			lightRow(img, b.Min.Y+line, row)
			for x, v := range row {
				sums[x/step] += v
				count[x/step]++
			}
		}
		for x := range sums {
			sums[x] /= count[x]
		}
	}
	return g
}

// lightRow writes the lightness of a row of the image.
func lightRow(img image.Image, y int, row []float32) {
	b := img.Bounds()
	switch m := img.(type) {
	case *image.Gray:
		for x := range row {
			row[x] = float32(m.Pix[m.PixOffset(b.Min.X+x, y)]) / 255
		}
	case *image.YCbCr:
		// A decoder that has not told video's range 16..235 from the full one would
		// leave paper grey: x/image's WebP does. JPEG's is full.
		for x := range row {
			row[x] = float32(m.Y[m.YOffset(b.Min.X+x, y)]) / 255
		}
	case *image.NRGBA:
		for x := range row {
			p := m.Pix[m.PixOffset(b.Min.X+x, y):]
			alpha := float32(p[3]) / 255
			row[x] = 1 - alpha + alpha*luma(float32(p[0]), float32(p[1]), float32(p[2]))/255
		}
	default:
		for x := range row {
			row[x] = light(img.At(b.Min.X+x, y))
		}
	}
}

// light is a colour's lightness over white.
func light(c color.Color) float32 {
	const full = 0xffff
	r, g, b, a := c.RGBA() // times alpha already
	return (luma(float32(r), float32(g), float32(b)) + full - float32(a)) / full
}

func luma(r, g, b float32) float32 { return 0.299*r + 0.587*g + 0.114*b }
