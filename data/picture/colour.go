package picture

import (
	"image"
	"image/color"
)

// visible returns the picture itself, or the one of its red, green or blue that
// shows the most if its luma shows next to nothing: ink of another colour that is
// as light as its paper.
func visible(img image.Image) image.Image {
	const (
		faint = 0.15 // contrast of luma that a pencil has
		clear = 0.2  // contrast of a colour that no blank paper has
		times = 3    // as much as luma
	)
	m, ok := img.(image.RGBA64Image)
	if _, gray := img.(*image.Gray); gray || !ok || img.Bounds().Empty() {
		return img
	}
	contrasts := contrastsOf(m)
	best := red
	for _, c := range []channel{green, blue} {
		if contrasts[c] > contrasts[best] {
			best = c
		}
	}
	if luma := contrasts[lumaOf]; luma < faint && contrasts[best] > clear && contrasts[best] > times*luma {
		return channelOf{m, best}
	}
	return img
}

// channel is one of the numbers that a colour has.
type channel int

const (
	red channel = iota
	green
	blue
	lumaOf
	channels
)

// contrastsOf returns how far the brightest and the darkest of each channel are
// apart, but for the outermost two in a thousand, in some points of a picture.
func contrastsOf(m image.RGBA64Image) (contrasts [channels]float32) {
	const (
		points = 128 // a side, or as many as there are pixels
		few    = 0.002
		full   = 0xffff
	)
	b := m.Bounds()
	width, height := min(points, b.Dx()), min(points, b.Dy())
	var values [channels][]float32
	for i := range values {
		values[i] = make([]float32, 0, width*height)
	}
	for i := range width * height {
		c := m.RGBA64At(b.Min.X+(2*(i%width)+1)*b.Dx()/(2*width), b.Min.Y+(2*(i/width)+1)*b.Dy()/(2*height))
		values[red] = append(values[red], float32(c.R)/full)
		values[green] = append(values[green], float32(c.G)/full)
		values[blue] = append(values[blue], float32(c.B)/full)
		values[lumaOf] = append(values[lumaOf], light(c, white))
	}
	for i, v := range values {
		contrasts[i] = quantile(v, 1-few) - quantile(v, few)
	}
	return contrasts
}

// channelOf is a picture of which one channel is seen, as grey.
type channelOf struct {
	image.RGBA64Image
	of channel
}

func (c channelOf) RGBA64At(x, y int) color.RGBA64 {
	p := c.RGBA64Image.RGBA64At(x, y)
	v := [...]uint16{p.R, p.G, p.B}[c.of]
	return color.RGBA64{v, v, v, p.A}
}

func (c channelOf) At(x, y int) color.Color { return c.RGBA64At(x, y) }

// Opaque reports whether the picture is.
func (c channelOf) Opaque() bool {
	m, ok := c.RGBA64Image.(interface{ Opaque() bool })
	return ok && m.Opaque()
}
