package picture

import (
	"bytes"
	"image/color"
	"image/jpeg"
	"io"
	"testing"
)

// Ink that is as light as its paper is seen by its colour. The colours' luma, by
// BT.601's weights, are 76.2 and 76, 127.6 and 128, 150.8 and 150.
func TestReadColourOfEqualLightness(t *testing.T) {
	black := color.NRGBA{A: 255}
	want, err := Read(FromImage(drawn(black, color.NRGBA{255, 255, 255, 255}), 40))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string][2]color.NRGBA{
		"red on grey":   {{255, 0, 0, 255}, {76, 76, 76, 255}},
		"red on sky":    {{232, 80, 100, 255}, {60, 143, 233, 255}},
		"green on grey": {{0, 247, 51, 255}, {150, 150, 150, 255}},
	} {
		img := drawn(c[0], c[1])
		got, err := Read(FromImage(img, 40))
		if err != nil || difference(got.Image, want.Image) > 0.01 {
			t.Errorf("%s: %v, want the image of black on white", name, err)
		}
		file := encoded(t, func(w io.Writer) error { return jpeg.Encode(w, img, &jpeg.Options{Quality: 90}) })
		g, err := Decode(bytes.NewReader(file), 0)
		if err != nil {
			t.Fatal(err)
		}
		// JPEG keeps colour at half of the resolution: the stroke's sides are soft.
		if got, err := Read(g); err != nil || difference(got.Image, want.Image) > 0.04 {
			t.Errorf("%s, JPEG: %v, want about the image of black on white", name, err)
		}
	}
}

// White ink shows, however much of the picture it is, and however thin.
func TestReadWhiteOfAnyWidthOnNothing(t *testing.T) {
	for _, half := range []int{1, 4, 9, 14} {
		white, black := drawn(color.NRGBA{}, color.NRGBA{}), drawn(color.NRGBA{}, color.NRGBA{})
		for y := 2; y < 38; y++ {
			for x := 20 - half; x < 20+half; x++ {
				white.SetNRGBA(x, y, color.NRGBA{255, 255, 255, 255})
				black.SetNRGBA(x, y, color.NRGBA{0, 0, 0, 255})
			}
		}
		want, err := Read(FromImage(black, 40))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Read(FromImage(white, 40)); err != nil || string(got.Image) != string(want.Image) {
			t.Errorf("%d wide: %v, want black ink's image", 2*half, err)
		}
	}
}
