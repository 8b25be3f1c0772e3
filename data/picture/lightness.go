package picture

import (
	"image"
	"image/color"
)

// lightness returns the picture over its ground in luma (ITU-R BT.601), or in what
// is visible instead, each pixel
// the mean of a square of the image's if there are too many. levels maps the luma
// that the image holds, if it holds luma.
func lightness(img image.Image, detail int, levels *[256]float32) *Gray {
	img = visible(img)
	b := img.Bounds()
	under := ground(img, levels)
	step := (max(b.Dx(), b.Dy()) + detail - 1) / detail
	g := NewGray((b.Dy()+step-1)/step, (b.Dx()+step-1)/step)
	count := make([]float32, g.Width)
	row := make([]float32, b.Dx())
	for y := range g.Height {
		sums := g.Row(y)
		clear(count)
		for line := y * step; line < min((y+1)*step, b.Dy()); line++ {
			lightRow(img, b.Min.Y+line, row, levels, under)
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

// Lightness of what may lie under a picture.
const (
	black = 0
	white = 1
)

// ground returns the lightness of what the picture lies on where it is transparent:
// white paper, or black if what is there is all of one colour that is light, for
// then it is ink, which would not be seen on white.
func ground(img image.Image, levels *[256]float32) float32 {
	if m, ok := img.(interface{ Opaque() bool }); ok && m.Opaque() {
		return white
	}
	const light, one, few = 0.5, 0.15, 0.002 // lightness; range of one colour's; share of what does not count
	b := img.Bounds()
	var counts [256]int // of what is more there than not, by its own lightness
	there, none := 0, 0
	overBlack, overWhite := make([]float32, b.Dx()), make([]float32, b.Dx())
	for y := b.Min.Y; y < b.Max.Y; y++ {
		lightRow(img, y, overBlack, levels, black)
		lightRow(img, y, overWhite, levels, white)
		for x, v := range overBlack {
			alpha := 1 - (overWhite[x] - v) // what is transparent makes the difference
			if alpha < 0.25 {
				none++
				continue
			}
			there++
			counts[min(int(v/alpha*255+0.5), 255)]++
		}
	}
	if float64(none) < few*float64(there) {
		return white
	}
	darkest, brightest := countsQuantile(counts, few*float64(there)), countsQuantile(counts, (1-few)*float64(there))
	if darkest > light && brightest-darkest < one {
		return black
	}
	return white
}

// countsQuantile returns the lightness that more than n of the counted do not exceed.
func countsQuantile(counts [256]int, n float64) float64 {
	for i, c := range counts {
		if n -= float64(c); n < 0 {
			return float64(i) / 255
		}
	}
	return 1
}

// lightRow writes the lightness of a row of the image over a ground.
func lightRow(img image.Image, y int, row []float32, levels *[256]float32, ground float32) {
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
			row[x] = over(levels[m.Y[m.YOffset(b.Min.X+x, y)]], m.A[m.AOffset(b.Min.X+x, y)], ground)
		}
	case *image.NRGBA:
		for x := range row {
			p := m.Pix[m.PixOffset(b.Min.X+x, y):]
			row[x] = over(luma(float32(p[0]), float32(p[1]), float32(p[2]))/255, p[3], ground)
		}
	case image.RGBA64Image: // a colour that is no interface makes no garbage
		for x := range row {
			row[x] = light(m.RGBA64At(b.Min.X+x, y), ground)
		}
	default:
		for x := range row {
			row[x] = light(color.RGBA64Model.Convert(img.At(b.Min.X+x, y)).(color.RGBA64), ground)
		}
	}
}

// over is what shows of a lightness over a ground.
func over(light float32, alpha uint8, ground float32) float32 {
	a := float32(alpha) / 255
	return ground*(1-a) + a*light
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

// light is a colour's lightness over a ground.
func light(c color.RGBA64, ground float32) float32 {
	const full = 0xffff // times alpha already
	return (luma(float32(c.R), float32(c.G), float32(c.B)) + ground*(full-float32(c.A))) / full
}

func luma(r, g, b float32) float32 { return 0.299*r + 0.587*g + 0.114*b }
