package augment

// plane is an image with background around it, so that eight pixels at once can
// be read and written anywhere, and their neighbours as well.
type plane struct {
	height, width int
	stride        int
	pixels        []byte
}

// margin is the background on the left and on the right of a plane's rows; a row
// of it is above, and a strip below.
const margin = 8

func newPlane(height, width int) plane {
	p := plane{height: height, width: width, stride: width + 2*margin}
	p.pixels = make([]byte, (height+1+strip)*p.stride)
	return p
}

// line returns row y, -1 to height, from its first pixel to the end of its margin.
func (p *plane) line(y int) []byte { return p.pixels[(y+1)*p.stride+margin:][:p.width+margin] }

// wholeLine returns row y with both margins.
func (p *plane) wholeLine(y int) []byte { return p.pixels[(y+1)*p.stride:][:p.stride] }

func (p *plane) clear() { clear(p.pixels) }

// copyTo writes the image without its margins.
func (p *plane) copyTo(dst []byte) {
	for y := range p.height {
		copy(dst[y*p.width:][:p.width], p.line(y))
	}
}
