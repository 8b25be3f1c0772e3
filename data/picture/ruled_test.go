package picture

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

// straightOne draws a straight 1 over a part of the height.
func straightOne(height, width int, from, to float64, ruled bool) *Gray {
	g := NewGray(height, width)
	pen := max(2, width/25)
	for y := range height {
		for x := range width {
			v := float32(0.95)
			if ruled && y%(height/8) == height/16 {
				v = 0.75
			}
			at := (float64(y) + 0.5) / float64(height)
			if at > from && at < to && x >= width/2 && x < width/2+pen {
				v = 0.2
			}
			g.Row(y)[x] = v
		}
	}
	return g
}

// A straight 1 is no ruling, however long it is; of the image that comes out all
// ink is in a box of 20 rows and at most 4 columns.
func TestReadStraightOne(t *testing.T) {
	for _, side := range []int{64, 100, 280, 600} {
		for _, span := range [][2]float64{{0.1, 0.9}, {0.05, 0.95}, {0.02, 0.98}, {0.3, 0.7}, {0, 1}} {
			for _, ruled := range []bool{false, true} {
				if ruled && span[0] == 0 {
					continue // may be the margin's line as well
				}
				reading, err := Read(straightOne(side, side, span[0], span[1], ruled))
				if err != nil {
					t.Errorf("%d pixels, from %v: %v", side, span, err)
					continue
				}
				c, err := Cropped(FromBytes(Size, Size, reading.Image))
				if err != nil || c.Height < 19 || c.Height > 20 || c.Width > 5 {
					t.Errorf("%d pixels, from %v, ruled %t: the digit is %d x %d, %v, want 20 rows, at most 5 columns", side, span, ruled, c.Height, c.Width, err)
				}
			}
		}
	}
}

// Paper with lines alone is blank.
func TestReadRuledPaper(t *testing.T) {
	if _, err := Read(straightOne(200, 200, 1, 1, true)); !errors.Is(err, ErrBlank) {
		t.Errorf("got %v, want ErrBlank", err)
	}
}

// Lines that are tilted by up to 5 degrees are taken away as straight ones are:
// what is left is the digit, as it was but for the turn.
func TestUnruledTilted(t *testing.T) {
	if testing.Short() {
		t.Skip("reads many pictures")
	}
	images := digits(t, 900)
	for _, degrees := range []float64{-5, -3, -1, 0, 0.5, 3, 5} {
		slope := math.Tan(degrees * math.Pi / 180)
		r := rand.New(rand.NewPCG(21, 22))
		sum := 0.0
		for i, digit := range images {
			p := paper{side: 400, scale: 9, top: 60, left: 90, light: 0.95, shadow: 0.2, ink: 0.8, grain: 0.01}
			g := p.on(digit, r)
			for y := range g.Height {
				for x := range g.Width {
					if along := float64(y) - slope*float64(x); math.Mod(along+400, 50) < 2.5 {
						g.Row(y)[x] = min(g.Row(y)[x], 0.75*(0.95-0.2*float32(x)/400))
					}
				}
			}
			got, err := Read(g)
			if err != nil {
				t.Fatalf("%v degrees, image %d: %v", degrees, i, err)
			}
			sum += difference(got.Image, digit)
		}
		t.Logf("%v degrees: mean difference %.4f", degrees, sum/float64(len(images)))
		if mean := sum / float64(len(images)); mean > 0.06 { // that of a shift by one pixel: the digit is turned as well
			t.Errorf("%v degrees: mean difference %.4f, want at most 0.06", degrees, mean)
		}
	}
}
