package augment_test

import (
	"flag"
	"image"
	"image/png"
	"os"
	"testing"

	"digits/data"
	"digits/data/augment"
)

var sheet = flag.String("sheet", "", "write pictures of augmented digits to this file, to be looked at")

// TestSheet writes a picture: a row for each digit, first as it is, then as it
// becomes in successive epochs.
//
//	go test ./data/augment -run Sheet -sheet sheet.png
func TestSheet(t *testing.T) {
	if *sheet == "" {
		t.Skip("no -sheet FILE")
	}
	const columns, each, side, zoom = 24, 2, 28, 2
	set := mnist(t).Train
	a := augmenter(t, augment.Full)
	picture := image.NewGray(image.Rect(0, 0, columns*side*zoom, 10*each*side*zoom))
	seen := [10]int{}
	for i := range set.Len() {
		label := int(set.Labels[i])
		if seen[label] == each {
			continue
		}
		row := label*each + seen[label]
		seen[label]++
		for column := range columns {
			changed := make([]byte, side*side)
			copy(changed, set.Image(i))
			if column > 0 {
				a.Image(changed, set.Image(i), set.Labels[i], column, i)
			}
			for p, v := range changed {
				for z := range zoom * zoom {
					picture.Pix[((row*side+p/side)*zoom+z/zoom)*picture.Stride+(column*side+p%side)*zoom+z%zoom] = v
				}
			}
		}
	}
	f, err := os.Create(*sheet)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, picture); err != nil {
		t.Fatal(err)
	}
}

func mnist(t testing.TB) *data.Source {
	t.Helper()
	source, err := data.MNIST("")
	if err != nil {
		t.Fatal(err)
	}
	return source
}

func augmenter(t testing.TB, s augment.Settings) *augment.Augmenter {
	t.Helper()
	a, err := augment.New(s, 28, 28, 1)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func BenchmarkImage(b *testing.B) {
	set := mnist(b).Train
	dst := make([]byte, 784)
	for name, s := range map[string]augment.Settings{"light": augment.Light, "full": augment.Full} {
		b.Run(name, func(b *testing.B) {
			a := augmenter(b, s)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				n := i * 7919 % set.Len()
				a.Image(dst, set.Image(n), set.Labels[n], 1, n)
			}
		})
	}
}
