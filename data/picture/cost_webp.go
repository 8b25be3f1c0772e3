package picture

import (
	"bytes"
	"encoding/binary"
)

// webp counts a picture with loss as blocks of 16 x 16 pixels and the data that it
// claims to have, the first part of which may be half a MiB; one without loss as itself, another one while
// it is transformed, and its Huffman trees, of which 2,600 are the most and a byte of
// the file can make 400. The transparency of a picture with loss is one without.
func (h header) webp() effort {
	pixels := h.Width * h.Height
	trees := min(400*len(h.file), 200<<20)
	lossy := 2*256*((h.Width+15)/16)*((h.Height+15)/16) + claimed(h.file) + 1<<19
	switch {
	case bytes.Contains(h.file, []byte("ALPH")):
		return effort{live: 10*pixels + trees + lossy, time: 45 * pixels}
	case bytes.Contains(h.file, []byte("VP8L")):
		return effort{live: 9*pixels + trees, time: 25 * pixels}
	}
	return effort{live: lossy, time: 20 * pixels}
}

// claimed returns the largest size that a chunk with loss claims, of which the decoder
// takes 128 MiB.
func claimed(file []byte) (most int) {
	name := []byte("VP8 ")
	for at := bytes.Index(file, name); at >= 0 && at+8 <= len(file); {
		most = max(most, min(int(binary.LittleEndian.Uint32(file[at+4:])), 128<<20))
		next := bytes.Index(file[at+4:], name)
		if next < 0 {
			break
		}
		at += 4 + next
	}
	return most
}
