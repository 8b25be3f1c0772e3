package picture

import (
	"image"
	"image/color"
)

// lightness returns the picture over white paper in luma (ITU-R BT.601), each
// pixel the mean of a square of the image's if there are too many. levels maps the
// luma that the image holds, if it holds luma.
func lightness(img image.Image, detail int, levels *[256]float32) *Gray {
	b := img.Bounds()
	step := (max(b.Dx(), b.Dy()) + detail - 1) / detail
	g := NewGray((b.Dy()+step-1)/step, (b.Dx()+step-1)/step)
	count := make([]float32, g.Width)
	row := make([]float32, b.Dx())
	for y := range g.Height {
		sums := g.Row(y)
		clear(count)
		for line := y * step; line < min((y+1)*step, b.Dy()); line++ {
			lightRow(img, b.Min.Y+line, row, levels)
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
func lightRow(img image.Image, y int, row []float32, levels *[256]float32) {
	b := img.Bounds()
	switch m := img.(type) {
	case *image.Gray:
		for x := range row {
			row[x] = float32(m.Pix[m.PixOffset(b.Min.X+x, y)]) / 255
		}
	case *image.YCbCr:
		for x := range row {
			row[x] = levels[m.Y[m.YOffset(b.Min.X+x, y)]]
		}
	case *image.NYCbCrA:
		for x := range row {
			row[x] = over(levels[m.Y[m.YOffset(b.Min.X+x, y)]], m.A[m.AOffset(b.Min.X+x, y)])
		}
	case *image.NRGBA:
		for x := range row {
			p := m.Pix[m.PixOffset(b.Min.X+x, y):]
			row[x] = over(luma(float32(p[0]), float32(p[1]), float32(p[2]))/255, p[3])
		}
	default:
		for x := range row {
			row[x] = light(img.At(b.Min.X+x, y))
		}
	}
}

// over is what shows of a lightness over white.
func over(light float32, alpha uint8) float32 {
	a := float32(alpha) / 255
	return 1 - a + a*light
}

// fullLevels is the luma of JPEG, 0 to 255, videoLevels that of lossy WebP, whose
// black is 16 and white 235 (ITU-R BT.601); its decoder leaves them so.
var fullLevels, videoLevels = levelTables()

func levelTables() (full, video [256]float32) {
	for y := range full {
		full[y] = float32(y) / 255
		video[y] = min(max((float32(y)-16)/219, 0), 1)
	}
	return full, video
}

// light is a colour's lightness over white.
func light(c color.Color) float32 {
	const full = 0xffff
	r, g, b, a := c.RGBA() // times alpha already
	return (luma(float32(r), float32(g), float32(b)) + full - float32(a)) / full
}

func luma(r, g, b float32) float32 { return 0.299*r + 0.587*g + 0.114*b }
