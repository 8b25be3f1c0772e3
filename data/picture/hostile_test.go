package picture

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"sync"
)

// jpegShape is what a maker puts into a JPEG. Each scan is as cheap in bytes as can
// be: runs of empty blocks.
type jpegShape struct {
	width, height int
	sampling      []byte // of each component: 0x11, 0x22 ...
	progressive   bool
	before        []byte // between SOI and the frame
	adobe         bool   // an APP14 that says: no transform
	first, refine int    // scans of the AC coefficients 1 to 63 of the first component
}

// jpegFile makes the file.
func jpegFile(s jpegShape) []byte {
	b := []byte{0xff, 0xd8}
	if s.adobe {
		b = append(b, 0xff, 0xee, 0, 14)
		b = append(b, "Adobe\x00\x64\x00\x00\x00\x00\x00"...)
	}
	b = append(b, s.before...)
	b = append(b, 0xff, 0xdb, 0, 67, 0) // a quantization table of ones
	for range 64 {
		b = append(b, 1)
	}
	frame := []byte{0xff, 0xc0, 0, byte(8 + 3*len(s.sampling)), 8}
	if s.progressive {
		frame[1] = 0xc2
	}
	frame = binary.BigEndian.AppendUint16(frame, uint16(s.height))
	frame = binary.BigEndian.AppendUint16(frame, uint16(s.width))
	frame = append(frame, byte(len(s.sampling)))
	scan := []byte{0xff, 0xda, 0, byte(6 + 2*len(s.sampling)), byte(len(s.sampling))}
	for i, hv := range s.sampling {
		frame = append(frame, byte(i+1), hv, 0)
		scan = append(scan, byte(i+1), 0)
	}
	b = append(b, frame...)
	// DC: the code 0 is "no difference". AC: 0 is a run of 2^14 and more blocks that
	// end here, 10 that this one ends.
	b = append(b, 0xff, 0xc4, 0, 20, 0x00, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	b = append(b, 0xff, 0xc4, 0, 21, 0x10, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xe0, 0x00)
	blocks := 0 // of all components
	h0, v0 := int(s.sampling[0]>>4), int(s.sampling[0]&15)
	if len(s.sampling) == 1 {
		h0, v0 = 1, 1
	}
	units := ((s.width + 8*h0 - 1) / (8 * h0)) * ((s.height + 8*v0 - 1) / (8 * v0))
	for _, hv := range s.sampling {
		h, v := int(hv>>4), int(hv&15)
		if len(s.sampling) == 1 {
			h, v = 1, 1
		}
		blocks += units * h * v
	}
	b = append(b, scan...)
	if !s.progressive {
		b = append(b, 0, 63, 0)
		b = append(b, bytes.Repeat([]byte{0b01001001, 0b00100100, 0b10010010}, blocks/8+1)...)
		return append(b, 0xff, 0xd9)
	}
	b = append(b, 0, 0, 0)
	b = append(b, make([]byte, blocks/8+1)...)
	runs := make([]byte, (units*h0*v0/32767+2)*2) // 15 bits each, all ones but for the first
	for i := range units*h0*v0/32767 + 1 {
		for j := 1; j < 15; j++ {
			bit := 15*i + j
			runs[bit/8] |= 0x80 >> (bit % 8)
		}
	}
	runs = bytes.ReplaceAll(runs, []byte{0xff}, []byte{0xff, 0})
	for range s.first {
		b = append(b, 0xff, 0xda, 0, 8, 1, 1, 0, 1, 63, 0)
		b = append(b, runs...)
	}
	for range s.refine {
		b = append(b, 0xff, 0xda, 0, 8, 1, 1, 0, 1, 63, 0x10)
		b = append(b, runs...)
	}
	return append(b, 0xff, 0xd9)
}

// pngShape is what a maker puts into a PNG of zeros.
type pngShape struct {
	width, height      int
	depth, kind        byte
	interlaced, hasKey bool
}

// packers are used again: a fuzzer makes many small files, and each has large tables.
var packers = sync.Pool{New: func() any {
	z, _ := zlib.NewWriterLevel(nil, zlib.BestSpeed)
	return z
}}

func pngFile(s pngShape) []byte {
	samples := map[byte]int{0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[s.kind]
	head := binary.BigEndian.AppendUint32(nil, uint32(s.width))
	head = binary.BigEndian.AppendUint32(head, uint32(s.height))
	head = append(head, s.depth, s.kind, 0, 0, 0)
	var packed bytes.Buffer
	z := packers.Get().(*zlib.Writer)
	defer packers.Put(z)
	z.Reset(&packed)
	pass := func(width, height int) {
		if width > 0 && height > 0 {
			row := make([]byte, 1+(width*samples*int(s.depth)+7)/8)
			for range height {
				z.Write(row)
			}
		}
	}
	if s.interlaced {
		head[12] = 1
		for _, p := range [...][4]int{{8, 8, 0, 0}, {8, 8, 4, 0}, {4, 8, 0, 4}, {4, 4, 2, 0}, {2, 4, 0, 2}, {2, 2, 1, 0}, {1, 2, 0, 1}} {
			pass((s.width-p[2]+p[0]-1)/p[0], (s.height-p[3]+p[1]-1)/p[1])
		}
	} else {
		pass(s.width, s.height)
	}
	z.Close()
	b := append([]byte("\x89PNG\r\n\x1a\n"), pngChunk("IHDR", head)...)
	if s.kind == 3 {
		b = append(b, pngChunk("PLTE", []byte{0, 0, 0, 255, 255, 255})...)
	}
	if s.hasKey {
		b = append(b, pngChunk("tRNS", make([]byte, 2*samples))...)
	}
	return append(append(b, pngChunk("IDAT", packed.Bytes())...), pngChunk("IEND", nil)...)
}

func pngChunk(name string, content []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(content)))
	b = append(append(b, name...), content...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// tiffShape is what a maker puts into a TIFF: blocks that all are the same bytes.
type tiffShape struct {
	width, height         int
	bits, samples         int
	rows                  int // of a strip; 0: tiles
	tileWidth, tileHeight int
	compression           int // 1 none, 5 LZW, 8 deflate, 32773 PackBits
	block                 []byte
}

// zeros is n zero bytes, deflated.
func zeros(n int) []byte {
	var packed bytes.Buffer
	z, _ := zlib.NewWriterLevel(&packed, zlib.BestCompression)
	piece := make([]byte, 1<<16)
	for ; n > 0; n -= len(piece) {
		z.Write(piece[:min(n, len(piece))])
	}
	z.Close()
	return packed.Bytes()
}

func tiffFile(s tiffShape) []byte {
	across, down := 1, 1
	if s.rows > 0 {
		down = (s.height + s.rows - 1) / s.rows
	} else {
		across, down = (s.width+s.tileWidth-1)/s.tileWidth, (s.height+s.tileHeight-1)/s.tileHeight
	}
	blocks := across * down
	b := append([]byte("II*\x00\x00\x00\x00\x00"), s.block...)
	offsets := len(b)
	for range blocks {
		b = binary.LittleEndian.AppendUint32(b, 8)
	}
	counts := len(b)
	for range blocks {
		b = binary.LittleEndian.AppendUint32(b, uint32(len(s.block)))
	}
	bits := len(b)
	for range s.samples {
		b = binary.LittleEndian.AppendUint16(b, uint16(s.bits))
	}
	binary.LittleEndian.PutUint32(b[4:], uint32(len(b)))
	entries := 0
	var list []byte
	entry := func(tag, kind, count, value int) {
		list = binary.LittleEndian.AppendUint16(list, uint16(tag))
		list = binary.LittleEndian.AppendUint16(list, uint16(kind))
		list = binary.LittleEndian.AppendUint32(list, uint32(count))
		list = binary.LittleEndian.AppendUint32(list, uint32(value))
		entries++
	}
	const short, long = 3, 4
	where := func(at, value int) int {
		if blocks == 1 {
			return value
		}
		return at
	}
	entry(256, long, 1, s.width)
	entry(257, long, 1, s.height)
	if s.samples == 1 {
		entry(258, short, 1, s.bits)
	} else {
		entry(258, short, s.samples, bits)
	}
	entry(259, short, 1, s.compression)
	entry(262, short, 1, map[bool]int{true: 1, false: 2}[s.samples == 1])
	if s.rows > 0 {
		entry(273, long, blocks, where(offsets, 8))
		entry(278, long, 1, s.rows)
		entry(279, long, blocks, where(counts, len(s.block)))
	} else {
		entry(322, long, 1, s.tileWidth)
		entry(323, long, 1, s.tileHeight)
		entry(324, long, blocks, where(offsets, 8))
		entry(325, long, blocks, where(counts, len(s.block)))
	}
	if s.samples == 4 {
		entry(338, short, 1, 2)
	}
	return append(binary.LittleEndian.AppendUint16(b, uint16(entries)), list...)
}
