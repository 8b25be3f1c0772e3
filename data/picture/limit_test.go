package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
	"testing"
)

// jpegHeader is a JPEG up to its scan: three components, none subsampled.
func jpegHeader(marker byte, side uint16) []byte {
	b := []byte{0xff, 0xd8, 0xff, marker, 0, 17, 8}
	b = binary.BigEndian.AppendUint16(b, side)
	b = binary.BigEndian.AppendUint16(b, side)
	b = append(b, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0)
	return append(b, 0xff, 0xda, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 63, 0) // the scan's header
}

// 6300² = 39.7 million pixels are within MaxPixels, but progressive they take 3
// bytes of pixels and 12 of coefficients each: 567 MiB.
func TestDecodeBoundsMemory(t *testing.T) {
	_, err := Decode(bytes.NewReader(jpegHeader(0xc2, 6300)), 0)
	if !errors.Is(err, ErrImage) || !strings.Contains(err.Error(), "takes 567 MiB") {
		t.Errorf("progressive: got %v, want an error that says 567 MiB", err)
	}
	if _, err := Decode(bytes.NewReader(jpegHeader(0xc0, 6300)), 0); err == nil || strings.Contains(err.Error(), "MiB") {
		t.Errorf("baseline: got %v, want one about its missing end", err)
	}
}
