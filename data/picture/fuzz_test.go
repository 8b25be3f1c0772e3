package picture

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image/gif"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/image/bmp"
)

// FuzzDecode holds the decoders to what their pictures' headers promise: memory, and
// time with room for a busy machine. Pictures of more than small are left to their
// small likes: the fuzzer is to be quick.
func FuzzDecode(f *testing.F) {
	for _, file := range shapes(24) {
		f.Add(file)
	}
	f.Add(withOrientation(jpegOf(f), binary.LittleEndian, 6))
	f.Add(encoded(f, func(w io.Writer) error { return gif.Encode(w, corner(), nil) }))
	f.Add(encoded(f, func(w io.Writer) error { return bmp.Encode(w, corner()) }))
	for _, name := range []string{"lossy.webp", "lossy-alpha.webp", "lossless.webp"} {
		file, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file []byte) { holds(t, file) })
}

// FuzzShape is FuzzDecode of whole files: what is changed are the numbers in them.
func FuzzShape(f *testing.F) {
	f.Add(byte(0), uint16(24), uint16(24), byte(0x11), byte(3), byte(1), uint16(3), []byte{1, 0xff, 0xff})
	f.Add(byte(0), uint16(24), uint16(24), byte(0x22), byte(4), byte(3), uint16(3), []byte{})
	f.Add(byte(1), uint16(24), uint16(24), byte(16), byte(0), byte(3), uint16(0), []byte{})
	f.Add(byte(1), uint16(24), uint16(24), byte(8), byte(6), byte(1), uint16(0), []byte{})
	f.Add(byte(2), uint16(24), uint16(24), byte(8), byte(1), byte(8), uint16(24), zeros(8*24*24))
	f.Add(byte(2), uint16(24), uint16(24), byte(16), byte(4), byte(5), uint16(0), []byte{0x80, 0x0b, 0x60, 0x50})
	f.Add(byte(2), uint16(24), uint16(24), byte(1), byte(1), byte(4), uint16(8), []byte{0, 0x10, 0x01})
	f.Fuzz(func(t *testing.T, format byte, width, height uint16, a, b, c byte, d uint16, more []byte) {
		w, h := int(width%200)+1, int(height%200)+1
		switch format % 3 {
		case 0:
			s := jpegShape{width: w, height: h, before: more, progressive: c&1 != 0, adobe: c&2 != 0, first: int(d % 16), refine: int(d / 16 % 16)}
			for i := range int(b%4) + 1 {
				hv := byte(0x11)
				if i%3 == 0 {
					hv = (a>>4%4+1)<<4 | a%4 + 1
				}
				s.sampling = append(s.sampling, hv)
			}
			holds(t, jpegFile(s))
		case 1:
			holds(t, pngFile(pngShape{width: w, height: h, depth: a % 17, kind: b % 7, interlaced: c&1 != 0, hasKey: c&2 != 0}))
		case 2:
			holds(t, tiffFile(tiffShape{
				width: w, height: h, bits: int(a % 17), samples: int(b%4) + 1, rows: int(d % 200),
				tileWidth: int(d/200) + 8, tileHeight: int(a) + 8, compression: int(c) | int(c&0x80)<<8, block: more,
			}))
		}
	})
}

// holds fails the test where a file takes more than it may.
func holds(t *testing.T, file []byte) {
	const small = 2 << 20
	cost, err := CostOf(file)
	if err != nil {
		if _, other := Decode(bytes.NewReader(file), 64); !errors.Is(err, ErrImage) || !errors.Is(other, ErrImage) {
			t.Fatalf("refused by %v, decoded with %v", err, other)
		}
		return
	}
	if _, e := headerOf(t, file); e.live > small {
		return
	}
	allocated(t, "fuzzed", file)
	began := time.Now()
	g, err := DecodeFile(context.Background(), file, 64)
	if took := time.Since(began); took > 25*cost.Time+5*time.Second {
		t.Errorf("took %v, want about %v", took, cost.Time)
	}
	if err != nil {
		if !errors.Is(err, ErrImage) {
			t.Errorf("got %v, want one that wraps ErrImage", err)
		}
		return
	}
	if reading, err := Read(g); err == nil && len(reading.Image) != Size*Size {
		t.Errorf("%d bytes, want %d", len(reading.Image), Size*Size)
	}
}
