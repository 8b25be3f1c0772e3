package picture

import "bytes"

// orientation returns the EXIF orientation of a JPEG file, 1 to 8, and 1 if it
// says none: CIPA DC-008, Exif 2.32, tag 0x0112.
func orientation(file []byte) int {
	if !bytes.HasPrefix(file, []byte{0xff, 0xd8}) {
		return 1
	}
	for marker, content := range segments(file) {
		if marker == sos {
			break
		}
		if exif, ok := bytes.CutPrefix(content, []byte("Exif\x00\x00")); ok && marker == app1 {
			if v := directoryOf(exif).value(tagOrientation); v >= 1 && v <= 8 {
				return v
			}
			break
		}
	}
	return 1
}

// upright turns and mirrors a picture as its orientation asks.
func upright(g *Gray, orientation int) *Gray {
	if orientation <= 1 || orientation > 8 {
		return g
	}
	height, width := g.Height, g.Width
	if orientation >= 5 {
		height, width = width, height
	}
	out := NewGray(height, width)
	for y := range height {
		for x := range width {
			out.Pix[y*width+x] = g.at(orientation, y, x)
		}
	}
	return out
}

// at returns the stored pixel that belongs to row y and column x of the upright
// picture.
func (g *Gray) at(orientation, y, x int) float32 {
	if orientation >= 5 { // the stored rows are columns
		y, x = x, y
	}
	bottom, right := g.Height-1-y, g.Width-1-x
	switch orientation {
	case 2, 8: // mirrored; turned to the left
		return g.At(y, right)
	case 3, 7: // upside down; over the other diagonal
		return g.At(bottom, right)
	case 4, 6: // upside down and mirrored; turned to the right
		return g.At(bottom, x)
	}
	return g.At(y, x) // 5: over the diagonal
}
