package picture

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"digits/data"
)

// digits returns every n-th test image of MNIST.
func digits(t testing.TB, n int) [][]byte {
	t.Helper()
	source, err := data.MNIST("")
	if err != nil {
		t.Skip("no MNIST here: ", err)
	}
	var images [][]byte
	for i := 0; i < source.Test.Len(); i += n {
		images = append(images, source.Test.Image(i))
	}
	return images
}

// difference is the mean distance of two images' pixels, 0 to 1.
func difference(a, b []byte) float64 {
	sum := 0.0
	for i := range a {
		sum += math.Abs(float64(a[i]) - float64(b[i]))
	}
	return sum / float64(len(a)) / 255
}

// paper is what a digit is put on.
type paper struct {
	side          int     // of the sheet, in pixels
	scale         int     // of the digit
	top, left     int     // where it lies
	dark          bool    // a blackboard
	light, shadow float32 // lightness of the paper at the left, and how much less it is at the right
	ink           float32 // how much of the light the pen takes
	lines         int     // distance of the lines of squared paper, 0 for none
	grain         float64 // deviation of the noise
}

// on draws the digit.
func (p paper) on(digit []byte, r *rand.Rand) *Gray {
	ink := NewGray(p.side, p.side)
	big := resized(FromBytes(Size, Size, digit), Size*p.scale, Size*p.scale)
	for y := range big.Height {
		copy(ink.Row(p.top + y)[p.left:], big.Row(y))
	}
	g := NewGray(p.side, p.side)
	for y := range p.side {
		for x := range p.side {
			taken := ink.Row(y)[x] * p.ink
			if p.lines > 0 && (y%p.lines < 2 || x%p.lines < 2) {
				taken = max(taken, 0.15)
			}
			v := (p.light - p.shadow*float32(x)/float32(p.side)) * (1 - taken)
			v += float32(r.NormFloat64() * p.grain)
			if p.dark {
				v = 1 - v
			}
			g.Row(y)[x] = min(max(v, 0), 1)
		}
	}
	return g
}

// A digit of MNIST, enlarged and put on paper, comes back nearly as it was. Two of
// MNIST's images of one class differ by 0.1 in the mean, and an image from itself
// shifted by a pixel by 0.06: three quarters of that are allowed.
func TestReadUndoes(t *testing.T) {
	images := digits(t, 250)
	for name, c := range map[string]struct {
		paper
		limit float64 // of the mean difference of an image, over all images
	}{
		"MNIST itself":       {paper{side: 28, scale: 1, light: 1, ink: 1, dark: true}, 0.02},
		"inverted":           {paper{side: 28, scale: 1, light: 1, ink: 1}, 0.02},
		"enlarged":           {paper{side: 300, scale: 8, top: 40, left: 20, light: 1, ink: 1}, 0.045},
		"grey paper, pencil": {paper{side: 300, scale: 8, top: 10, left: 60, light: 0.7, ink: 0.35, grain: 0.01}, 0.045},
		"shadow":             {paper{side: 400, scale: 9, top: 60, left: 90, light: 0.95, shadow: 0.5, ink: 0.8, grain: 0.01}, 0.045},
		"squared paper":      {paper{side: 400, scale: 9, top: 60, left: 90, light: 0.95, shadow: 0.2, ink: 0.8, lines: 40, grain: 0.01}, 0.045},
		"blackboard":         {paper{side: 400, scale: 9, top: 90, left: 60, light: 0.9, shadow: 0.3, ink: 0.8, dark: true, grain: 0.01}, 0.045},
	} {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 2))
			sum := 0.0
			for i, digit := range images {
				g := c.on(digit, r)
				if _, dark := Invert(g); dark != c.dark {
					t.Errorf("image %d: dark paper is %t, want %t", i, dark, c.dark)
				}
				got, err := Read(g)
				if err != nil {
					t.Fatalf("image %d: %v", i, err)
				}
				sum += difference(got.Image, digit)
			}
			mean := sum / float64(len(images))
			t.Logf("mean difference %.4f", mean)
			if mean > c.limit {
				t.Errorf("mean difference %.4f, want at most %v", mean, c.limit)
			}
		})
	}
}

// MNIST's conventions: the digit's longer side is 20 pixels, its centre of mass
// within half a pixel of pixel 14.
func TestReadKeepsConventions(t *testing.T) {
	p := paper{side: 300, scale: 5, top: 100, left: 20, light: 0.9, ink: 0.9}
	for i, digit := range digits(t, 200) {
		reading, err := Read(p.on(digit, rand.New(rand.NewPCG(3, 4))))
		if err != nil {
			t.Fatal(err)
		}
		g := FromBytes(Size, Size, reading.Image)
		sum, y, x := 0.0, 0.0, 0.0
		for k, v := range g.Pix {
			sum += float64(v)
			y += float64(v) * float64(k/Size)
			x += float64(v) * float64(k%Size)
		}
		if y, x = y/sum, x/sum; math.Abs(y-14) > 0.51 || math.Abs(x-14) > 0.51 {
			t.Errorf("image %d: the centre of mass is (%.2f, %.2f), want (14, 14) within 0.5", i, y, x)
		}
		c, err := Cropped(g)
		if err != nil {
			t.Fatal(err)
		}
		if longer := max(c.Height, c.Width); longer < 18 || longer > 20 {
			t.Errorf("image %d: the digit is %d pixels long, want 20, or a little less of faint edges", i, longer)
		}
	}
}

func TestReadOfNothing(t *testing.T) {
	for name, v := range map[string]float32{"white": 1, "grey": 0.5, "black": 0} {
		for _, side := range []int{1, 2, 28, 63, 64, 65, 300} {
			g := NewGray(side, side)
			for i := range g.Pix {
				g.Pix[i] = v
			}
			if _, err := Read(g); !errors.Is(err, ErrBlank) {
				t.Errorf("%s, %d pixels: got %v, want ErrBlank", name, side, err)
			}
		}
	}
}

// A pen of one pixel on a canvas of 28, and a broad one, come out about as
// wide as MNIST's: 1.5 to 4 pixels.
func TestPenned(t *testing.T) {
	for name, half := range map[string]int{"one pixel": 0, "broad": 3} {
		g := NewGray(28, 28)
		for y := 4; y < 24; y++ {
			for x := 14 - half; x <= 14+half; x++ {
				g.Row(y)[x] = 1
			}
		}
		c, err := Cropped(g)
		if err != nil {
			t.Fatal(err)
		}
		if w := strokeWidth(c); math.Abs(w-float64(2*half+1)) > 0.35*float64(2*half+1) {
			t.Errorf("%s: the width is measured as %.2f, want about %d", name, w, 2*half+1)
		}
		if w := strokeWidth(Boxed(Penned(c))); w < 1.2 || w > 4.8 {
			t.Errorf("%s: the pen is %.2f pixels wide in the end, want 1.5 to 4, within a fifth", name, w)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	for name, side := range map[string]int{"canvas": 28, "photo": 1024} {
		r := rand.New(rand.NewPCG(5, 6))
		digit := make([]byte, Size*Size)
		for y := 5; y < 23; y++ {
			digit[y*Size+14], digit[y*Size+15] = 255, 255
		}
		g := paper{side: side, scale: side / Size, light: 0.9, ink: 0.9}.on(digit, r)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := Read(g); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
