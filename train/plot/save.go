package plot

import (
	"bytes"
	"fmt"
	"image/color"
	"path/filepath"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"

	"digits/internal/whole"
)

// resolution of a PNG in dots an inch: twice that of a screen with 72.
const resolution = 144

// Drawing is what can be drawn: a *plot.Plot of gonum, or something that draws
// several of them, images or text.
type Drawing interface{ Draw(draw.Canvas) }

// Save writes a drawing into a folder that exists, as name.png and name.svg,
// each file whole or not at all, and returns their paths. One drawing always
// gives the same bytes. A drawing that panics, as gonum's do at a logarithm of
// 0, is an error.
func Save(d Drawing, width, height vg.Length, folder, name string) (paths []string, err error) {
	for _, format := range []struct {
		ending string
		encode func(Drawing, vg.Length, vg.Length) ([]byte, error)
	}{{".png", encodePNG}, {".svg", SVG}} {
		content, err := format.encode(d, width, height)
		if err != nil {
			return paths, fmt.Errorf("plot: %s: %w", name, err)
		}
		path := filepath.Join(folder, name+format.ending)
		if err := whole.WriteFile(path, content); err != nil {
			return paths, fmt.Errorf("plot: %w", err)
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// encodePNG returns a drawing of that size as a PNG file of 144 dots an inch.
func encodePNG(d Drawing, width, height vg.Length) ([]byte, error) {
	c := vgimg.NewWith(vgimg.UseWH(width, height), vgimg.UseDPI(resolution), vgimg.UseBackgroundColor(color.White))
	if err := paint(d, draw.New(c)); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	_, err := vgimg.PngCanvas{Canvas: c}.WriteTo(&b)
	return b.Bytes(), err
}

// SVG returns a drawing of that size as an SVG file. Its text stays text, in a
// typeface of Arial's widths, and images in it keep their pixels' edges.
func SVG(d Drawing, width, height vg.Length) ([]byte, error) {
	c := vgsvg.New(width, height)
	if err := paint(d, draw.New(c)); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		return nil, err
	}
	return corrected(b.Bytes()), nil
}

// paint draws, and makes a panic an error.
func paint(d Drawing, c draw.Canvas) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("cannot draw: %v", r)
		}
	}()
	d.Draw(c)
	return nil
}
