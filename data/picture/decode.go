package picture

import (
	"bytes"
	"context"
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

// Decode reads a PNG, JPEG, GIF or WebP (of these the first picture), BMP or TIFF
// file as lightness, or as one of its colours if lightness shows nothing. What is
// transparent shows white paper, or black if what is there is all of one light
// colour; a JPEG's EXIF orientation is followed. Pictures larger than detail x
// detail are made smaller on the way by averages; detail 0 means 1024, enough for a
// single digit.
//
// A file whose CostOf is above the bounds, or one without any pixels, is an error
// that wraps ErrImage, as is whatever cannot be decoded.
func Decode(r io.Reader, detail int) (*Gray, error) {
	file, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("picture: %w", err)
	}
	return DecodeFile(context.Background(), file, detail)
}

// DecodeFile is Decode of a file's content. It ends soon after the context does,
// with the context's error.
func DecodeFile(ctx context.Context, file []byte, detail int) (*Gray, error) {
	img, format, err := decode(ctx, withAdobe(file))
	if ctx.Err() != nil {
		return nil, fmt.Errorf("picture: %w", ctx.Err())
	}
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

// decode decodes a picture whose cost it has checked. A decoder's panic is an error.
func decode(ctx context.Context, file []byte) (img image.Image, format string, err error) {
	defer recovered(&err)
	still, place := firstFrame(file)
	for _, f := range [][]byte{file, still} {
		if _, err := costOf(f); err != nil {
			return nil, "", err
		}
	}
	img, format, err = image.Decode(&endingReader{ctx, bytes.NewReader(still)})
	if err == nil {
		img = place.put(img)
	}
	if err == nil && img.Bounds().Empty() {
		err = errors.New("the picture has no pixels")
	}
	return img, format, err
}

// recovered makes a panic an error.
func recovered(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("%v", r)
	}
}

// FromImage returns an image's lightness, made smaller if it is larger than
// detail x detail.
func FromImage(img image.Image, detail int) *Gray { return lightness(img, detail, &fullLevels) }
