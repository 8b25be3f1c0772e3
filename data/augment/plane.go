package augment

// plane is an image with background around it, so that pixels can be read and
// written many at once, and their neighbours as well.
type plane struct {
	height, width int
	stride        int
	pixels        []byte
	end           int // of the pixels, as a multiple of chunk after the first
}

const (
	// margin is the background on the left and on the right of a plane's rows; a row
	// of it is above, and a strip and more below.
	margin = 8
	chunk  = 32 // pixels that are read at once at most
)

func newPlane(height, width int) plane {
	p := plane{height: height, width: width, stride: width + 2*margin}
	p.end = p.stride + (height*p.stride+chunk-1)/chunk*chunk
	p.pixels = make([]byte, (height+1+strip)*p.stride+chunk)
	return p
}

// line returns row y, -1 to height, from its first pixel to the end of its margin.
func (p *plane) line(y int) []byte { return p.pixels[(y+1)*p.stride+margin:][:p.width+margin] }

func (p *plane) clear() { clear(p.pixels) }

// copyTo writes the image without its margins.
func (p *plane) copyTo(dst []byte) {
	for y := range p.height {
		copy(dst[y*p.width:][:p.width], p.line(y))
	}
}
