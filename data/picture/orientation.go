package picture

import (
	"bytes"
	"encoding/binary"
)

// orientation returns the EXIF orientation of a JPEG file, 1 to 8, and 1 if it
// says none: CIPA DC-008, Exif 2.32, tag 0x0112.
func orientation(file []byte) int {
	if !bytes.HasPrefix(file, []byte{0xff, 0xd8}) {
		return 1
	}
	for rest := file[2:]; len(rest) >= 4 && rest[0] == 0xff; {
		const app1, startOfScan = 0xe1, 0xda
		marker, size := rest[1], int(binary.BigEndian.Uint16(rest[2:]))
		if marker == startOfScan || size < 2 || 2+size > len(rest) {
			break
		}
		if body, ok := bytes.CutPrefix(rest[4:2+size], []byte("Exif\x00\x00")); ok && marker == app1 {
			return tiffOrientation(body)
		}
		rest = rest[2+size:]
	}
	return 1
}

// tiffOrientation looks the tag up in the first directory of a TIFF.
func tiffOrientation(b []byte) int {
	var order binary.ByteOrder = binary.BigEndian
	if bytes.HasPrefix(b, []byte("II")) {
		order = binary.LittleEndian
	}
	if len(b) < 8 {
		return 1
	}
	at := int(order.Uint32(b[4:]))
	if at < 8 || at > len(b)-2 {
		return 1
	}
	const tag, entry = 0x0112, 12
	entries := b[at+2:]
	for range order.Uint16(b[at:]) {
		if len(entries) < entry {
			break
		}
		if order.Uint16(entries) == tag {
			if v := int(order.Uint16(entries[8:])); v >= 1 && v <= 8 {
				return v
			}
			break
		}
		entries = entries[entry:]
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
