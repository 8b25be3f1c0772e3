package picture

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
)

// firstFrame returns the first picture of an animated WebP as a WebP of its own,
// with its place, and any other file as it is. The format: Google, WebP Container
// Specification (RFC 9649), section 2.7.
func firstFrame(file []byte) ([]byte, place) {
	if len(file) < 12 || string(file[:4]) != "RIFF" || string(file[8:12]) != "WEBP" {
		return file, place{}
	}
	var canvas image.Point
	for name, frame := range chunks(file[12:]) {
		const header = 16 // place, size, duration and flags of a frame
		switch {
		case name == "VP8X" && len(frame) >= 10:
			canvas = image.Pt(uint24(frame[4:])+1, uint24(frame[7:])+1)
		case name == "ANMF" && len(frame) >= header:
			at := image.Pt(2*uint24(frame), 2*uint24(frame[3:]))
			return stillOf(frame[6:12], frame[header:]), place{image.Rectangle{Max: canvas}, at}
		}
	}
	return file, place{}
}

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

// place is where a picture lies on a transparent canvas; the zero value is nowhere.
type place struct {
	canvas image.Rectangle
	at     image.Point
}

// put returns the picture on its canvas, and itself if it fills it.
func (p place) put(img image.Image) image.Image {
	m, ok := img.(image.RGBA64Image)
	if p.canvas.Empty() || img.Bounds() == p.canvas || !ok {
		return img
	}
	return placed{m, p}
}

// placed is a picture on a canvas.
type placed struct {
	image.RGBA64Image
	place
}

func (p placed) Bounds() image.Rectangle { return p.canvas }
func (p placed) ColorModel() color.Model { return color.RGBA64Model }
func (p placed) At(x, y int) color.Color { return p.RGBA64At(x, y) }
func (p placed) Opaque() bool            { return false }
func (p placed) RGBA64At(x, y int) color.RGBA64 {
	in := image.Pt(x, y).Sub(p.at)
	if !in.In(p.RGBA64Image.Bounds()) {
		return color.RGBA64{}
	}
	return p.RGBA64Image.RGBA64At(in.X, in.Y)
}

// stillOf returns the WebP of a frame whose size, less one, is in three bytes each.
func stillOf(size, frame []byte) []byte {
	const alpha = 0x10
	extended := make([]byte, 4, 10)
	extended = append(extended, size...)
	var content []byte
	for name, chunk := range chunks(frame) {
		switch name {
		case "ALPH":
			extended[0] = alpha
			content = appendChunk(content, name, chunk)
		case "VP8 ", "VP8L":
			content = appendChunk(content, name, chunk)
		}
	}
	still := append([]byte("WEBP"), appendChunk(nil, "VP8X", extended)...)
	return appendChunk(nil, "RIFF", append(still, content...))
}

// chunks yields the names and contents of RIFF's chunks, as far as they go.
func chunks(b []byte) func(yield func(string, []byte) bool) {
	return func(yield func(string, []byte) bool) {
		for len(b) >= 8 {
			size := int(binary.LittleEndian.Uint32(b[4:]))
			if size > len(b)-8 || !yield(string(b[:4]), b[8:8+size]) {
				return
			}
			b = b[min(len(b), 8+size+size%2):]
		}
	}
}

// appendChunk appends a chunk, filled up to an even length.
func appendChunk(b []byte, name string, content []byte) []byte {
	b = binary.LittleEndian.AppendUint32(append(b, name...), uint32(len(content)))
	b = append(b, content...)
	return append(b, bytes.Repeat([]byte{0}, len(content)%2)...)
}
