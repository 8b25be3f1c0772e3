package picture

import "bytes"

// webp counts the picture and, if it is without loss, another one while it is
// transformed, and its Huffman trees, of which 2,600 are the most and a byte of the
// file can make 400. The transparency of a picture with loss is one without, too.
func (h header) webp() effort {
	pixels := h.Width * h.Height
	trees := min(400*len(h.file), 200<<20)
	switch {
	case bytes.Contains(h.file, []byte("ALPH")):
		return effort{live: 12*pixels + trees, time: 45 * pixels}
	case bytes.Contains(h.file, []byte("VP8L")):
		return effort{live: 9*pixels + trees, time: 25 * pixels}
	}
	return effort{live: 2*pixels + 2*len(h.file), time: 20 * pixels}
}
