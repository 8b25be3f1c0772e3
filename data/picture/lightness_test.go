package picture

import (
	"image"
	"image/color"
	"testing"
)

// drawn has strokes of one colour on a ground of another: a tenth of its area is
// a bar.
func drawn(ink, ground color.NRGBA) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, 40, 40))
	for y := range 40 {
		for x := range 40 {
			c := ground
			if y >= 5 && y < 35 && x >= 18 && x < 23 {
				c = ink
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

// Ink is seen on whatever it was drawn: black or white on nothing, and on paper
// that leaves a transparent edge. The numbers are lightness.
func TestTransparentGround(t *testing.T) {
	black, white, none := color.NRGBA{A: 255}, color.NRGBA{255, 255, 255, 255}, color.NRGBA{}
	edged := drawn(black, white)
	for y := range 40 {
		for x := range 3 {
			edged.SetNRGBA(x, y, none)
		}
	}
	for _, c := range []struct {
		name               string
		img                *image.NRGBA
		ink, paper, corner float32
	}{
		{"black on nothing", drawn(black, none), 0, 1, 1},
		{"white on nothing", drawn(white, none), 1, 0, 0},
		{"half transparent white on nothing", drawn(color.NRGBA{255, 255, 255, 128}, none), 128. / 255, 0, 0},
		{"white on white that is not there", drawn(white, color.NRGBA{255, 255, 255, 0}), 1, 0, 0},
		{"dark grey on nothing", drawn(color.NRGBA{64, 64, 64, 255}, none), 64. / 255, 1, 1},
		{"black on white with an edge of nothing", edged, 0, 1, 1},
	} {
		for form, img := range map[string]image.Image{"NRGBA": c.img, "RGBA": rgba(c.img)} {
			g := FromImage(img, 40)
			for place, got := range map[string][2]float32{
				"ink": {g.At(20, 20), c.ink}, "paper": {g.At(20, 30), c.paper}, "corner": {g.At(0, 0), c.corner},
			} {
				if d := got[0] - got[1]; d > 0.01 || d < -0.01 {
					t.Errorf("%s, %s: %s is %v, want %v", c.name, form, place, got[0], got[1])
				}
			}
		}
	}
}

// White ink on nothing makes the image that black ink on white paper makes.
func TestReadWhiteOnNothing(t *testing.T) {
	black, white := color.NRGBA{A: 255}, color.NRGBA{255, 255, 255, 255}
	want, err := Read(FromImage(drawn(black, white), 40))
	if err != nil {
		t.Fatal(err)
	}
	got, err := Read(FromImage(drawn(white, color.NRGBA{}), 40))
	if err != nil || string(got.Image) != string(want.Image) {
		t.Errorf("got %v, error %v, want %v", got, err, want)
	}
}
