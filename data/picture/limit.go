package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"time"
)

// Bounds of what Decode takes in.
const (
	MaxBytes  = 32 << 20   // of a file
	MaxPixels = 40_000_000 // of a picture
	MaxSide   = 1<<16 - 1  // of a picture, in pixels
	MaxMemory = 448 << 20  // with what a program has beside it, 512 MiB
	MaxTime   = 2 * time.Second
)

// Cost is what reading a picture takes at most, as its headers tell before
// anything is decoded.
type Cost struct {
	Memory int           // bytes, those that wait to be collected too
	Time   time.Duration // on one core of about 3 GHz
}

// CostOf returns the cost of a file, or the error with which Decode refuses it.
func CostOf(file []byte) (Cost, error) {
	cost, err := costOf(file)
	if err != nil {
		err = fmt.Errorf("picture: %w: %w", ErrImage, err)
	}
	return cost, err
}

// header is what a file says of itself before it is decoded.
type header struct {
	image.Config
	format string
	file   []byte
}

func costOf(file []byte) (cost Cost, err error) {
	defer recovered(&err)
	switch {
	case len(file) == 0:
		return cost, errors.New("the file is empty")
	case len(file) > MaxBytes:
		return cost, errors.New("the file has " + tooMuch(len(file), MaxBytes, "MB"))
	}
	c, format, err := image.DecodeConfig(bytes.NewReader(file))
	if err != nil {
		return cost, fmt.Errorf("%w (want PNG, JPEG, GIF, BMP, TIFF or WebP)", err)
	}
	if min(c.Width, c.Height) < 1 || max(c.Width, c.Height) > MaxSide || c.Width*c.Height > MaxPixels {
		return cost, fmt.Errorf("got %d x %d pixels, want 1 to %d a side and at most %d million", c.Width, c.Height, MaxSide, MaxPixels/1_000_000)
	}
	cost = header{c, format, file}.cost()
	switch {
	case cost.Memory > MaxMemory:
		return cost, fmt.Errorf("decoding these %d x %d pixels takes %s: make the picture smaller first", c.Width, c.Height, tooMuch(cost.Memory, MaxMemory, "MiB"))
	case cost.Time > MaxTime:
		return cost, fmt.Errorf("decoding these %d x %d pixels takes %.1f seconds, want at most %.0f: save the picture anew or smaller first", c.Width, c.Height, cost.Time.Seconds(), MaxTime.Seconds())
	}
	return cost, nil
}

func tooMuch(got, want int, unit string) string {
	return fmt.Sprintf("%d %s, want at most %d", got>>20, unit, want>>20)
}

// cost adds to what the decoder takes what its file and the reading of its picture
// do. Garbage is collected before there is more of it than what is in use.
func (h header) cost() Cost {
	const ofByte, ofReading = 30, 48 << 20 // nanoseconds; bytes, for pictures of 1024 x 1024
	e := h.effort()
	_, look := pixelOf(h.model())
	return Cost{
		Memory: e.live + min(e.live, e.garbage) + 2*len(h.file) + ofReading,
		Time:   nanoseconds(e.time + look*h.Width*h.Height + ofByte*len(h.file)),
	}
}

// effort is what a decoder takes, as read off its source and measured (go test
// ./data/picture -run xxx -bench Decode).
type effort struct {
	live, garbage int // bytes that are allocated
	time          int // nanoseconds
}

func (h header) effort() effort {
	switch h.format {
	case "jpeg":
		return h.jpeg()
	case "png":
		return h.png()
	case "tiff":
		return h.tiff()
	case "webp":
		return h.webp()
	}
	// A GIF that is interlaced is made twice. A BMP is there as it is.
	size, _ := pixelOf(h.ColorModel)
	pixels := h.Width * h.Height
	return effort{live: 2*size*pixels + 4*h.Width, time: 5 * pixels}
}

// model returns the colours of the decoded picture.
func (h header) model() color.Model {
	if h.format == "png" {
		return pngModel(h.ColorModel, h.file)
	}
	return h.ColorModel
}

// pixelOf returns the bytes of a decoded pixel, and the nanoseconds it takes to
// get its lightness: where it may be transparent, thrice.
func pixelOf(m color.Model) (size, look int) {
	switch m {
	case color.GrayModel, color.YCbCrModel:
		return 1, 3
	case color.Gray16Model:
		return 2, 10
	case color.RGBA64Model:
		return 8, 10
	case color.NRGBA64Model:
		return 8, 35
	case color.NRGBAModel, color.NYCbCrAModel:
		return 4, 15
	}
	if _, ok := m.(color.Palette); ok {
		return 1, 25
	}
	return 4, 10
}

func nanoseconds(n int) time.Duration { return time.Duration(n) }
