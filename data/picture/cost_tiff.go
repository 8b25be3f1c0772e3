package picture

// Tags of a TIFF (TIFF 6.0, section 8 and 15).
const (
	tagCompression  = 259
	tagOrientation  = 274
	tagRowsPerStrip = 278
	tagTileWidth    = 322
	tagTileLength   = 323
)

// tiff counts the picture and what its blocks, strips or tiles, may inflate to: up
// to 8 bytes a pixel, whatever the picture needs, in a buffer that doubles.
func (h header) tiff() effort {
	b := blocksOf(h)
	size, _ := pixelOf(h.ColorModel)
	pixels := h.Width * h.Height
	return effort{
		live:    size*pixels + 3*b.size,
		garbage: 2*b.size + b.number*b.start,
		time:    5*pixels + b.number*(b.size*b.inflate/10+b.start/5),
	}
}

// tiffBlocks are the pieces that a TIFF is stored in.
type tiffBlocks struct {
	number  int
	size    int // bytes of one, unpacked, at most
	inflate int // tenths of a nanosecond a byte
	start   int // bytes that unpacking one allocates beside it; a byte takes 0.2 ns
}

func blocksOf(h header) tiffBlocks {
	tags := directoryOf(h.file)
	width, height := h.Width, h.Height
	if w := tags.value(tagTileWidth); w != 0 {
		width, height = w, max(1, tags.value(tagTileLength))
	} else if rows := tags.value(tagRowsPerStrip); rows > 0 {
		height = min(height, rows)
	}
	b := tiffBlocks{number: ((h.Width + width - 1) / width) * ((h.Height + height - 1) / height)}
	// The decoder refuses blocks of more than about a picture or 1024 x 1024.
	width, height = min(width, max(h.Width+16, 1024)), min(height, max(h.Height+16, 1024))
	most := 8 * width * height
	switch tags.value(tagCompression) {
	case 0, 1: // as it is
		b.size = min(most, len(h.file))
		b.inflate, b.start = 1, b.size+256
	case 3, 4: // fax, of a code a pixel at worst
		b.size, b.inflate, b.start = (width+7)/8*height, 1500, 8<<10
	case 5: // LZW
		b.size, b.inflate, b.start = most, 40, 32<<10
	case 32773: // PackBits: two bytes make 128
		b.size = min(most, 64*len(h.file)) + 128
		b.inflate, b.start = 20, 5*b.size+8<<10
	default: // deflate: a byte makes 1032
		b.size, b.inflate, b.start = min(most, 1032*len(h.file)), 25, 44<<10
	}
	return b
}
