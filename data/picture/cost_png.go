package picture

import (
	"bytes"
	"image/color"
)

// png counts the picture, again for the passes of an interlaced one, and two rows of
// each pass.
func (h header) png() effort {
	const interlace = 28 // the last byte of IHDR
	size, _ := pixelOf(h.model())
	pixels := h.Width * h.Height
	e := effort{live: size*pixels + 6*8*h.Width, time: 3 * size * pixels}
	if len(h.file) > interlace && h.file[interlace] != 0 {
		e.live += size * pixels
		e.time += 10 * pixels
	}
	return e
}

// pngModel returns what the decoder makes of a picture: a transparent colour, which
// its configuration does not tell, gives all four samples.
func pngModel(m color.Model, file []byte) color.Model {
	if bytes.Contains(file, []byte("tRNS")) {
		switch m {
		case color.GrayModel, color.RGBAModel:
			return color.NRGBAModel
		case color.Gray16Model, color.RGBA64Model:
			return color.NRGBA64Model
		}
	}
	return m
}
