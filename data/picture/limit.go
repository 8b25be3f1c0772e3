package picture

import (
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
)

// maxMemory bounds what a decoder may take: with the file and the picture that is
// made of it, less than 512 MiB.
const maxMemory = 320 << 20

// checkMemory refuses a picture, known by its header, that takes too much to
// decode.
func checkMemory(c image.Config, format string, file []byte) error {
	if memory := c.Width * c.Height * bytesPerPixel(c.ColorModel, format, file); memory > maxMemory {
		return fmt.Errorf("decoding these %d x %d pixels takes %d MiB, want at most %d: make the picture smaller first",
			c.Width, c.Height, memory>>20, maxMemory>>20)
	}
	return nil
}

// bytesPerPixel is what the decoders of the standard library and x/image allocate
// at most, read off their sources.
func bytesPerPixel(m color.Model, format string, file []byte) int {
	const interlace = 28 // the last byte of a PNG's IHDR
	size := 4
	switch m {
	case color.GrayModel:
		size = 1
	case color.YCbCrModel:
		size = 3
	case color.NRGBA64Model, color.RGBA64Model:
		size = 8
	}
	switch {
	case format == "jpeg" && progressive(file):
		return 5 * size // coefficients of 32 bits beside the pixels
	case format == "tiff", format == "png" && len(file) > interlace && file[interlace] != 0:
		return 2 * size // a strip, or a pass, as large as the picture
	case format == "webp":
		return 8
	}
	return size
}

// progressive reports whether a JPEG's frame has the marker SOF2.
func progressive(file []byte) bool {
	const sof2, startOfScan = 0xc2, 0xda
	for rest := file[2:]; len(rest) >= 4 && rest[0] == 0xff && rest[1] != startOfScan; {
		if rest[1] == sof2 {
			return true
		}
		size := int(binary.BigEndian.Uint16(rest[2:]))
		if 2+size > len(rest) {
			break
		}
		rest = rest[2+size:]
	}
	return false
}
