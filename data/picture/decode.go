package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	_ "image/gif"  // formats that Decode reads
	_ "image/jpeg" //
	_ "image/png"  //
	"io"

	_ "golang.org/x/image/bmp"  //
	_ "golang.org/x/image/tiff" //
	_ "golang.org/x/image/webp" //
)

// ErrImage is wrapped by every error about a file that is no picture we read.
var ErrImage = errors.New("not a picture that can be read")

// Bounds of what Decode takes in.
const (
	MaxBytes  = 32 << 20   // of a file
	MaxPixels = 40_000_000 // of a picture
)

// Decode reads a PNG, JPEG, GIF (its first picture), BMP, TIFF or WebP file as
// lightness. What is transparent shows white paper, or black if what is there is
// light and less than half of the picture; a JPEG's EXIF orientation is followed. Pictures larger than detail x detail are made smaller on the way by
// averages; detail 0 means 1024, enough for a single digit.
//
// A file of more than MaxBytes, a picture of more than MaxPixels, or of more
// memory than a decoder may take, or one without any pixels, is an error that wraps ErrImage, as is whatever cannot be decoded.
func Decode(r io.Reader, detail int) (*Gray, error) {
	file, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("picture: %w", err)
	}
	if len(file) > MaxBytes {
		return nil, fmt.Errorf("picture: %w: got more than %d MB, want a smaller file", ErrImage, MaxBytes>>20)
	}
	img, format, err := decode(file)
	if err != nil {
		return nil, fmt.Errorf("picture: %w: %w", ErrImage, err)
	}
	if detail == 0 {
		detail = 1024
	}
	levels := &fullLevels
	if format == "webp" {
		levels = &videoLevels
	}
	return upright(lightness(img, detail, levels), orientation(file)), nil
}

// decode decodes a picture whose size it has checked. A decoder's panic is an
// error.
func decode(file []byte) (img image.Image, format string, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	if len(file) == 0 {
		return nil, "", errors.New("the file is empty")
	}
	c, format, err := image.DecodeConfig(bytes.NewReader(file))
	if err != nil {
		return nil, "", fmt.Errorf("%w (want PNG, JPEG, GIF, BMP, TIFF or WebP)", err)
	}
	if c.Width < 1 || c.Height < 1 || c.Width > MaxPixels/c.Height {
		return nil, "", fmt.Errorf("got %d x %d pixels, want at least 1 and at most %d million", c.Width, c.Height, MaxPixels/1_000_000)
	}
	if err := checkMemory(c, format, file); err != nil {
		return nil, "", err
	}
	img, format, err = image.Decode(bytes.NewReader(file))
	if err == nil && img.Bounds().Empty() {
		err = errors.New("the picture has no pixels")
	}
	return img, format, err
}

// FromImage returns an image's lightness, made smaller if it is larger than
// detail x detail.
func FromImage(img image.Image, detail int) *Gray { return lightness(img, detail, &fullLevels) }
