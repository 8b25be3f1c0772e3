package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
)

// corner is white with its upper left quarter black: no turn leaves it as it is.
func corner() *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, 32, 16))
	for y := range 16 {
		for x := range 32 {
			c := color.NRGBA{255, 255, 255, 255}
			if y < 8 && x < 16 {
				c = color.NRGBA{0, 0, 0, 255}
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

func encoded(t testing.TB, encode func(io.Writer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func jpegOf(t testing.TB) []byte {
	return encoded(t, func(w io.Writer) error { return jpeg.Encode(w, corner(), &jpeg.Options{Quality: 95}) })
}

func TestDecodeFormats(t *testing.T) {
	for name, file := range map[string][]byte{
		"PNG":  encoded(t, func(w io.Writer) error { return png.Encode(w, corner()) }),
		"JPEG": jpegOf(t),
		"GIF":  encoded(t, func(w io.Writer) error { return gif.Encode(w, corner(), nil) }),
		"BMP":  encoded(t, func(w io.Writer) error { return bmp.Encode(w, corner()) }),
		"TIFF": encoded(t, func(w io.Writer) error { return tiff.Encode(w, corner(), nil) }),
	} {
		g, err := Decode(bytes.NewReader(file), 0)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if g.Height != 16 || g.Width != 32 || g.At(3, 3) > 0.05 || g.At(3, 28) < 0.95 || g.At(12, 3) < 0.95 {
			t.Errorf("%s: got %d x %d, corners %v %v %v, want 16 x 32, black, white, white", name, g.Height, g.Width, g.At(3, 3), g.At(3, 28), g.At(12, 3))
		}
	}
}

// testdata/make.py wrote the same corner with Pillow. Lossy WebP has video's
// range of luma; of an animation it is the first picture.
func TestDecodePillows(t *testing.T) {
	for _, name := range []string{"lossy.webp", "lossy-alpha.webp", "lossless.webp", "animated.webp", "animated-alpha.webp", "cmyk.jpg", "cmyk-unmarked.jpg"} {
		file, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		g, err := Decode(bytes.NewReader(file), 0)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if g.Height != 16 || g.Width != 32 || g.At(3, 3) > 0.02 || g.At(3, 28) < 0.98 || g.At(12, 3) < 0.98 {
			t.Errorf("%s: got %d x %d, corners %v %v %v, want 16 x 32, black, white, white", name, g.Height, g.Width, g.At(3, 3), g.At(3, 28), g.At(12, 3))
		}
	}
}

// Transparent means paper; half transparent black is grey.
func TestDecodeAlpha(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 2, 1))
	img.SetNRGBA(1, 0, color.NRGBA{0, 0, 0, 128})
	for name, m := range map[string]image.Image{"NRGBA": img, "RGBA": rgba(img)} {
		g, err := Decode(bytes.NewReader(encoded(t, func(w io.Writer) error { return png.Encode(w, m) })), 0)
		if err != nil {
			t.Fatal(err)
		}
		if g.Pix[0] != 1 || math.Abs(float64(g.Pix[1])-127.0/255) > 0.005 {
			t.Errorf("%s: got %v, want 1 and 127/255", name, g.Pix)
		}
	}
}

func rgba(m image.Image) *image.RGBA {
	out := image.NewRGBA(m.Bounds())
	for y := range m.Bounds().Dy() {
		for x := range m.Bounds().Dx() {
			out.Set(x, y, m.At(x, y))
		}
	}
	return out
}

// Where the black corner of the stored picture is seen, by the Exif standard's
// table of what the stored 0th row and 0th column are: 1 top left, 2 top right,
// 3 bottom right, 4 bottom left, 5 left top, 6 right top, 7 right bottom, 8 left
// bottom.
func TestOrientation(t *testing.T) {
	file := jpegOf(t)
	for i, want := range []string{"top left", "top right", "bottom right", "bottom left", "top left", "top right", "bottom right", "bottom left"} {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			g, err := Decode(bytes.NewReader(withOrientation(file, order, uint16(i+1))), 0)
			if err != nil {
				t.Fatal(err)
			}
			if turned := i >= 4; turned != (g.Height > g.Width) {
				t.Errorf("orientation %d: %d x %d", i+1, g.Height, g.Width)
			}
			y, x := 2, 2
			if strings.HasPrefix(want, "bottom") {
				y = g.Height - 3
			}
			if strings.HasSuffix(want, "right") {
				x = g.Width - 3
			}
			if g.At(y, x) > 0.1 || g.At(g.Height-1-y, x) < 0.9 || g.At(y, g.Width-1-x) < 0.9 {
				t.Errorf("orientation %d: the black corner is not at the %s", i+1, want)
			}
		}
	}
}

// withOrientation puts an APP1 segment with that one tag behind a JPEG's start.
func withOrientation(file []byte, order binary.AppendByteOrder, value uint16) []byte {
	mark := "MM"
	if order == binary.AppendByteOrder(binary.LittleEndian) {
		mark = "II"
	}
	b := []byte("Exif\x00\x00" + mark)
	b = order.AppendUint16(b, 42)
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 1)
	b = order.AppendUint16(b, 0x0112)
	b = order.AppendUint16(b, 3) // SHORT
	b = order.AppendUint32(b, 1)
	b = order.AppendUint16(b, value)
	b = append(b, 0, 0, 0, 0, 0, 0)
	segment := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, 0xe1}, uint16(len(b)+2))
	return append(append(segment, b...), file[2:]...)
}

// hugePNG is a header alone, which says that there are so many pixels.
func hugePNG(width, height uint32) []byte {
	b := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
	b = binary.BigEndian.AppendUint32(b, width)
	b = binary.BigEndian.AppendUint32(b, height)
	b = append(b, 8, 0, 0, 0, 0)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[12:]))
}

func TestDecodeRefuses(t *testing.T) {
	whole := jpegOf(t)
	emptyGIF := []byte("GIF89a\x00\x00\x00\x00\x00\x00\x00\x3b")
	for name, file := range map[string][]byte{
		"empty":             nil,
		"text":              []byte("this is no picture"),
		"truncated":         whole[:len(whole)/3],
		"huge PNG":          hugePNG(100_000, 100_000),
		"overflowing PNG":   hugePNG(1<<31-1, 1<<31-1),
		"wide PNG":          hugePNG(40_000_001, 1),
		"PNG without data":  hugePNG(28, 28),
		"PNG of no height":  hugePNG(28, 0),
		"GIF of no size":    emptyGIF,
		"TIFF header alone": []byte("II*\x00\x08\x00\x00\x00\xff\xff"),
		"WebP header alone": []byte("RIFF\x00\x00\x00\x00WEBPVP8 "),
		"BMP of odd size":   append([]byte("BM"), make([]byte, 60)...),
		"too large":         make([]byte, MaxBytes+1),
	} {
		g, err := Decode(bytes.NewReader(file), 0)
		if !errors.Is(err, ErrImage) || strings.Contains(fmt.Sprint(err), "\n") {
			t.Errorf("%s: got %v, %v, want one line that wraps ErrImage", name, g, err)
		}
	}
}

// Larger pictures are made smaller by whole factors, by means.
func TestDecodeMakesSmaller(t *testing.T) {
	img := image.NewGray(image.Rect(0, 0, 2048, 300))
	for i := range img.Pix {
		img.Pix[i] = byte(255 * (i % 2))
	}
	g := FromImage(img, 1024)
	if g.Height != 150 || g.Width != 1024 || g.Pix[0] != 0.5 || g.Pix[1023] != 0.5 {
		t.Errorf("got %d x %d of %v, want 150 x 1024 of 0.5", g.Height, g.Width, g.Pix[0])
	}
}
