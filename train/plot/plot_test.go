package plot

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

func curves(t *testing.T) *plot.Plot {
	t.Helper()
	p := New("Loss & more", "epoch", "loss")
	for i, name := range []string{"training", "validation"} {
		if err := AddSeries(p, i, name, plotter.XYs{{X: 1, Y: 2 - float64(i)}, {X: 2, Y: 1}, {X: 3, Y: .5}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := AddReference(p, "chance", plotter.XYs{{X: 1, Y: 1.5}, {X: 3, Y: 1.5}}); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestSave(t *testing.T) {
	folder := t.TempDir()
	paths, err := Save(curves(t), 12*vg.Centimeter, 8*vg.Centimeter, folder, "loss")
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{filepath.Join(folder, "loss.png"), filepath.Join(folder, "loss.svg")}; len(paths) != 2 || paths[0] != want[0] || paths[1] != want[1] {
		t.Fatalf("got %v, want %v", paths, want)
	}
	picture, err := os.ReadFile(paths[0])
	if err != nil {
		t.Fatal(err)
	}
	// 12 cm and 8 cm are 4.724 and 3.150 inches of 144 dots, rounded.
	if c, err := png.DecodeConfig(bytes.NewReader(picture)); err != nil || c.Width != 680 || c.Height != 454 {
		t.Errorf("got %dx%d, %v, want 680x454", c.Width, c.Height, err)
	}
	drawing, err := os.ReadFile(paths[1])
	if err != nil {
		t.Fatal(err)
	}
	checkXML(t, drawing)
	for _, want := range []string{">Loss &amp; more<", ">training<", ">validation<", ">chance<", "stroke-dasharray:7,3", "stroke:#0072B2", "'Liberation Sans',Arial"} {
		if !bytes.Contains(drawing, []byte(want)) {
			t.Errorf("the SVG lacks %q", want)
		}
	}
	if again, err := SVG(curves(t), 12*vg.Centimeter, 8*vg.Centimeter); err != nil || !bytes.Equal(again, drawing) {
		t.Errorf("the same drawing gave other SVG (%v)", err)
	}
	if again, err := encodePNG(curves(t), 12*vg.Centimeter, 8*vg.Centimeter); err != nil || !bytes.Equal(again, picture) {
		t.Errorf("the same drawing gave another PNG (%v)", err)
	}
}

func checkXML(t *testing.T, text []byte) {
	t.Helper()
	for d := xml.NewDecoder(bytes.NewReader(text)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("not XML: %v\n%s", err, text)
		}
	}
}

func TestInline(t *testing.T) {
	p := curves(t)
	p.Add(plotter.NewImage(image.NewGray(image.Rect(0, 0, 2, 2)), 1, 0, 3, 2))
	svg, err := SVG(p, 12*vg.Centimeter, 8*vg.Centimeter)
	if err != nil {
		t.Fatal(err)
	}
	inline := Inline(svg, `falls "fast" & far`)
	checkXML(t, []byte(inline))
	if !strings.HasPrefix(inline, `<svg role="img" aria-label="falls &#34;fast&#34; &amp; far" fill="currentColor" viewBox=`) {
		t.Errorf("it begins with %.200s", inline)
	}
	for _, unwanted := range []string{"#000000", "#FFFFFF", "image/jpg", "<?xml"} {
		if strings.Contains(inline, unwanted) {
			t.Errorf("it has %s", unwanted)
		}
	}
	if !strings.Contains(inline, `style="image-rendering:pixelated"`) {
		t.Error("its image would be blurred")
	}
}

// Whatever fails leaves no file, and no part of one.
func TestSaveFails(t *testing.T) {
	folder := t.TempDir()
	p := New("", "", "")
	p.X.Scale, p.X.Min, p.X.Max = plot.LogScale{}, 0, 1 // no logarithm: gonum panics
	if _, err := Save(p, vg.Inch, vg.Inch, folder, "log"); err == nil || !strings.HasPrefix(err.Error(), "plot: log: cannot draw: ") {
		t.Errorf("got %v, want that it cannot be drawn", err)
	}
	if _, err := Save(New("", "", ""), vg.Inch, vg.Inch, filepath.Join(folder, "none"), "log"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want that there is no such folder", err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if err := AddSeries(p, 0, "loss", plotter.XYs{{X: 1, Y: math.NaN()}}); err == nil || !strings.Contains(err.Error(), "loss") {
		t.Errorf("NaN: got %v", err)
	}
}

// Each series differs from each other in colour, and in marker and dashes too.
// Contrast as in WCAG 2.1 (relative luminance): 3:1 is its least for graphics;
// orange and sky blue have 2.2, and come after four that have it.
func TestSeriesDiffer(t *testing.T) {
	for i := range series {
		for j := range i {
			a, b := series[i], series[j]
			if a.color == b.color || a.shape == b.shape || len(a.dashes) == len(b.dashes) && (len(a.dashes) == 0 || a.dashes[0] == b.dashes[0]) {
				t.Errorf("series %d and %d are alike", i, j)
			}
		}
		least := 3.
		if c := series[i].color; c == Orange || c == SkyBlue {
			least = 2
		}
		if got := 1.05 / (luminance(series[i].color) + .05); got < least {
			t.Errorf("series %d: contrast to white %.2f, want %v", i, got, least)
		}
	}
}

func luminance(c color.RGBA) float64 {
	linear := func(v uint8) float64 {
		x := float64(v) / 255
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}
