package picture

import (
	"math/rand/v2"
	"testing"
)

// row writes images of digits beside each other, each about 70 pixels high, so
// many pixels apart.
func row(r *rand.Rand, gap int, images ...[]byte) *Gray {
	ink := NewGray(130, 100+110*len(images))
	left := 30
	for _, image := range images {
		c, err := Cropped(FromBytes(Size, Size, image))
		if err != nil {
			continue
		}
		height := 62 + r.IntN(16)
		big := resized(c, height, max(5, c.Width*height/c.Height))
		top := 20 + r.IntN(12)
		for y := range big.Height {
			for x, v := range big.Row(y) {
				at := &ink.Row(top + y)[left+x]
				*at = max(*at, v)
			}
		}
		left += big.Width + gap
	}
	return grounds["pencil"].under(ink, false, r)
}

// Of MNIST's digits one in a hundred may be taken for several, and of several
// that stand apart one in thirty for one: some are in pieces.
func TestSeveral(t *testing.T) {
	if testing.Short() {
		t.Skip("reads many pictures")
	}
	images := digits(t, 80)
	r := rand.New(rand.NewPCG(31, 32))
	var alone, small, two, three share
	for i, image := range images {
		next := func(k int) []byte { return images[(i+k)%len(images)] }
		for _, c := range []struct {
			g    *Gray
			want int
			got  *share
		}{
			{FromBytes(Size, Size, image), 1, &small},
			{row(r, 0, image), 1, &alone},
			{row(r, 6, image, next(1)), 2, &two},
			{row(r, 10, image, next(1), next(2)), 3, &three},
		} {
			reading, err := Read(c.g)
			if err != nil {
				t.Fatalf("image %d: %v", i, err)
			}
			if c.want == 1 {
				c.got.count(reading.Digits > 1)
			} else {
				c.got.count(reading.Digits < 2)
			}
		}
	}
	t.Logf("taken for several: %.0f of %.0f, enlarged %.0f; for one: of two %.0f, of three %.0f", small.yes, small.all, alone.yes, two.yes, three.yes)
	if small.of() > 0.01 || alone.of() > 0.01 {
		t.Errorf("%.0f and %.0f of %.0f digits are taken for several, want at most 1 in 100", small.yes, alone.yes, small.all)
	}
	if two.of() > 0.03 || three.of() > 0.03 {
		t.Errorf("%.0f of two and %.0f of three digits are taken for one, of %.0f, want at most 3 in 100", two.yes, three.yes, two.all)
	}
}
