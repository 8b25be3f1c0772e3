package picture

import "bytes"

// frame is what a JPEG's decoder is told of its picture.
type frame struct {
	planes      []plane
	progressive bool
	colours     bool // are red, green and blue, and the decoder converts them
	visits      int  // of blocks, in all scans
}

// plane is one of a JPEG's components.
type plane struct {
	id     byte
	blocks int // of 8 x 8 pixels, whole units
}

// jpeg counts a block's 64 bytes and, of a progressive picture, the 64 coefficients
// of 32 bits beside them. Each scan goes over its blocks, and makes their pixels
// unless there are more scans to come.
func (h header) jpeg() effort {
	const (
		pixels, coefficients = 64, 256 // bytes of a block
		visit, transform     = 75, 250 // nanoseconds
	)
	f := frameOf(h)
	blocks, transforms := f.blocks(nil), f.visits
	e := effort{live: blocks * pixels}
	if f.progressive {
		e.live += blocks * coefficients
		transforms = blocks
	}
	e.time = f.visits*visit + transforms*transform
	if f.colours || len(f.planes) == 4 { // CMYK
		e.live += 4 * h.Width * h.Height
		e.time += 10 * h.Width * h.Height
	}
	return e
}

// frameOf reads the segments that matter. The decoder takes no second frame.
func frameOf(h header) frame {
	f := frame{}
	for marker, content := range segments(h.file) {
		switch {
		case sof0 <= marker && marker <= sof2 && len(content) >= 6 && f.planes == nil:
			f.progressive = marker == sof2
			f.planes = planesOf(h, content[6:])
		case marker == sos && len(content) > 0:
			f.visits += f.blocks(content[1:min(len(content), 1+2*int(content[0]))])
		case marker == app14 && len(content) >= 12 && bytes.HasPrefix(content, []byte("Adobe")):
			f.colours = f.colours || content[11] == 0
		}
	}
	ids := make([]byte, len(f.planes))
	for i, p := range f.planes {
		ids[i] = p.id
	}
	f.colours = f.colours || string(ids) == "RGB"
	return f
}

// planesOf reads a frame's components: three bytes each, of which the second
// has the sampling factors. A single one's do not count.
func planesOf(h header, content []byte) (planes []plane) {
	var height, width int // of a unit, in pixels
	for ; len(content) >= 3; content = content[3:] {
		across, down := int(content[1]>>4), int(content[1]&15)
		if len(planes) == 0 {
			if len(content) < 6 {
				across, down = 1, 1
			}
			height, width = max(1, 8*down), max(1, 8*across)
		}
		units := ((h.Height + height - 1) / height) * ((h.Width + width - 1) / width)
		planes = append(planes, plane{content[0], units * across * down})
	}
	return planes
}

// blocks counts those of the components that a scan names by the first of two bytes
// each, of all for nil.
func (f frame) blocks(scan []byte) (n int) {
	for _, p := range f.planes {
		named := scan == nil
		for i := 0; i+1 < len(scan); i += 2 {
			named = named || scan[i] == p.id
		}
		if named {
			n += p.blocks
		}
	}
	return n
}
