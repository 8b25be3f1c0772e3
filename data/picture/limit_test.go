package picture

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"runtime"
	"strings"
	"testing"
	"time"
)

// huge are pictures that took much more memory or time than their headers seem to
// say: of some kilobytes, and within MaxPixels.
func huge() map[string][]byte {
	const side, rows = 6300, 4 // 39.7 million pixels
	three, four := []byte{0x11, 0x11, 0x11}, []byte{0x11, 0x11, 0x11, 0x11}
	small := zeros(1 << 10)
	return map[string][]byte{
		"progressive":                  jpegFile(jpegShape{width: side, height: side, sampling: three, progressive: true}),
		"progressive behind junk":      jpegFile(jpegShape{width: side, height: side, sampling: three, progressive: true, before: []byte{1, 2, 0xff, 0, 3}}),
		"progressive behind fills":     jpegFile(jpegShape{width: side, height: side, sampling: three, progressive: true, before: []byte{0xff, 0xff, 0xff}}),
		"progressive behind a restart": jpegFile(jpegShape{width: side, height: side, sampling: three, progressive: true, before: []byte{0xff, rst0}}),
		"progressive CMYK":             jpegFile(jpegShape{width: 5000, height: 5000, sampling: four, progressive: true, adobe: true}),
		"127,000 scans":                jpegFile(jpegShape{width: side, height: side, sampling: []byte{0x11}, progressive: true, first: 127_000}),
		"refining scans":               jpegFile(jpegShape{width: side, height: side, sampling: []byte{0x11}, progressive: true, refine: 60}),
		"TIFF of 8 bytes a pixel":      tiffFile(tiffShape{width: side, height: side, bits: 8, samples: 1, rows: side, compression: 8, block: zeros(1 << 28)}),
		"TIFF of large tiles":          tiffFile(tiffShape{width: side, height: side, bits: 8, samples: 1, tileWidth: side, tileHeight: side, compression: 5, block: small}),
		"TIFF of small tiles":          tiffFile(tiffShape{width: side, height: side, bits: 8, samples: 1, tileWidth: 8, tileHeight: 8, compression: 8, block: zeros(64)}),
		"gray16 with a key, Adam7":     pngFile(pngShape{width: side, height: rows, depth: 16, interlaced: true, hasKey: true}),
		"RGBA16":                       pngFile(pngShape{width: side, height: rows, depth: 16, kind: 6}),
		"wide":                         pngFile(pngShape{width: 1 << 20, height: 1, depth: 16, kind: 6}),
	}
}

// Each is refused before anything is decoded, so that a mistake would show as hours.
func TestDecodeBounds(t *testing.T) {
	for name, file := range huge() {
		if bytes.HasPrefix(file, []byte("\x89PNG")) && name != "wide" { // a header tells
			binary.BigEndian.PutUint32(file[20:], 6300)
			copy(file[8:], pngChunk("IHDR", file[16:29]))
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Decode(bytes.NewReader(file), 0)
		runtime.ReadMemStats(&after)
		want := "want at most 4" // MiB of memory
		switch {
		case strings.Contains(name, "scans"), strings.Contains(name, "small"), strings.HasPrefix(name, "RGBA"):
			want = "seconds, want at most 2"
		case name == "wide":
			want = "1 to 65535"
		}
		if !errors.Is(err, ErrImage) || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error()+"smaller", "smaller") {
			t.Errorf("%s: got %v, want an error with %q", name, err, want)
		}
		if got := after.TotalAlloc - before.TotalAlloc; got > uint64(8*len(file))+4<<20 {
			t.Errorf("%s: %d MiB allocated for a file of %d KiB", name, got>>20, len(file)>>10)
		}
	}
}

// shapes are the same kinds, as small as can be told from what a decoder takes
// anyway.
func shapes(side int) map[string][]byte {
	three := []byte{0x11, 0x11, 0x11}
	return map[string][]byte{
		"baseline":               jpegFile(jpegShape{width: side, height: side, sampling: []byte{0x22, 0x11, 0x11}}),
		"baseline RGB":           jpegFile(jpegShape{width: side, height: side, sampling: three, adobe: true}),
		"narrow, four a unit":    jpegFile(jpegShape{width: 3, height: 50 * side, sampling: []byte{0x41, 0x11, 0x11}, progressive: true}),
		"progressive":            jpegFile(jpegShape{width: side, height: side, sampling: three, progressive: true, first: 3, refine: 3}),
		"progressive after junk": jpegFile(jpegShape{width: side, height: side, sampling: three, progressive: true, before: []byte{1, 0xff, 0xff, rst7, 0xff, 0}}),
		"CMYK":                   jpegFile(jpegShape{width: side, height: side, sampling: append(three, 0x11), adobe: true}),
		"CMYK, progressive":      jpegFile(jpegShape{width: side, height: side, sampling: []byte{0x22, 0x11, 0x11, 0x22}, progressive: true, adobe: true}),
		"TIFF, 8 bytes a pixel":  tiffFile(tiffShape{width: side, height: side, bits: 8, samples: 1, rows: side, compression: 8, block: zeros(8 * side * side)}),
		"TIFF tiles":             tiffFile(tiffShape{width: side, height: side, bits: 8, samples: 1, tileWidth: 64, tileHeight: 64, compression: 8, block: zeros(8 * 64 * 64)}),
		"TIFF RGBA16":            tiffFile(tiffShape{width: side, height: side, bits: 16, samples: 4, rows: 16, compression: 8, block: zeros(8 * 16 * side)}),
		"TIFF PackBits":          tiffFile(tiffShape{width: side, height: side, bits: 8, samples: 1, rows: side, compression: 32773, block: bytes.Repeat([]byte{0x81, 7}, side*side/128+1)}),
		"TIFF as it is":          tiffFile(tiffShape{width: side, height: side, bits: 8, samples: 3, rows: 16, compression: 1, block: make([]byte, 3*16*side)}),
		"gray16, key, Adam7":     pngFile(pngShape{width: side, height: side, depth: 16, interlaced: true, hasKey: true}),
		"gray 1, key":            pngFile(pngShape{width: side, height: side, depth: 1, hasKey: true}),
		"RGB16, key":             pngFile(pngShape{width: side, height: side, depth: 16, kind: 2, hasKey: true}),
		"RGBA16, Adam7":          pngFile(pngShape{width: side, height: side, depth: 16, kind: 6, interlaced: true}),
		"wide RGBA16":            pngFile(pngShape{width: 150 * side, height: 2, depth: 16, kind: 6}),
		"palette":                pngFile(pngShape{width: side, height: side, depth: 1, kind: 3}),
	}
}

// What a decoder allocates is no more than its effort says, and mostly not much less.
func TestEffort(t *testing.T) {
	for name, file := range shapes(400) {
		got, e := allocated(t, name, file)
		if !raceDetector && 3*got+decoderItself < e.live {
			t.Errorf("%s: %d KiB allocated, %d KiB expected: it would be refused for nothing", name, got>>10, e.live>>10)
		}
	}
}

// decoderItself is what decoders allocate whatever the picture is: buffers, tables.
const decoderItself = 256 << 10

// allocated fails the test where decoding a picture allocates more than its effort.
func allocated(t *testing.T, name string, file []byte) (got int, e effort) {
	t.Helper()
	_, e = headerOf(t, file)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	decode(context.Background(), file) // an error in the picture comes late
	runtime.ReadMemStats(&after)
	got = int(after.TotalAlloc - before.TotalAlloc)
	if got > e.live+e.garbage+decoderItself && !raceDetector {
		t.Errorf("%s: %d KiB allocated, want at most %d and %d", name, got>>10, e.live>>10, e.garbage>>10)
	}
	return got, e
}

// headerOf returns what a file says, and the effort that follows.
func headerOf(t *testing.T, file []byte) (header, effort) {
	t.Helper()
	c, format, err := image.DecodeConfig(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	h := header{c, format, file}
	return h, h.effort()
}

// endsAfter is a context that is done when it has been asked so often.
type endsAfter struct {
	context.Context
	asks int
}

func (c *endsAfter) Err() error {
	if c.asks--; c.asks < 0 {
		return context.DeadlineExceeded
	}
	return nil
}

// A decoder gets nothing to read after the end of the context, whatever it reads.
func TestDecodeEnds(t *testing.T) {
	for name, file := range shapes(400) {
		_, err := DecodeFile(&endsAfter{context.Background(), 1}, file, 0)
		if !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, ErrImage) {
			t.Errorf("%s: got %v, want the context's error alone", name, err)
		}
	}
	many := jpegFile(jpegShape{width: 2000, height: 2000, sampling: []byte{0x11}, progressive: true, refine: 200})
	c := &endsAfter{context.Background(), 10}
	_, err := DecodeFile(c, many, 0)
	if !errors.Is(err, context.DeadlineExceeded) || c.asks < -3 {
		t.Errorf("got %v after %d more reads, want the context's error after one", err, -c.asks)
	}
}

// The time that kinds of pictures take beside what their cost says:
// go test ./data/picture -run xxx -bench Decode
func BenchmarkDecode(b *testing.B) {
	for name, file := range shapes(400) {
		b.Run(name, func(b *testing.B) {
			cost, err := CostOf(file)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := DecodeFile(context.Background(), file, 0); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(cost.Time)/float64(time.Microsecond), "cost-µs")
		})
	}
}
