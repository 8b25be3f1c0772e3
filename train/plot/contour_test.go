package plot

import (
	"bytes"
	"math"
	"testing"

	"gonum.org/v1/plot/vg"
)

// The contours of a paraboloid are circles, and of a plane they are straight.
func TestContourLines(t *testing.T) {
	for name, c := range map[string]struct {
		f     func(x, y float64) float64
		level float64
		off   func(x, y float64) float64 // distance from the true line
		total float64                    // length
	}{
		"paraboloid": {func(x, y float64) float64 { return x*x + y*y }, 1, func(x, y float64) float64 { return math.Hypot(x, y) - 1 }, 2 * math.Pi},
		"plane":      {func(x, y float64) float64 { return x + y }, 0.5, func(x, y float64) float64 { return (x + y - 0.5) / math.Sqrt2 }, 3.5 * math.Sqrt2},
	} {
		g := &heights{low: [2]float64{-2, -2}, high: [2]float64{2, 2}, z: make([]float64, contourPoints*contourPoints)}
		for i := range g.z {
			g.z[i] = c.f(g.X(i%contourPoints), g.Y(i/contourPoints))
		}
		length, worst := 0.0, 0.0
		(&contourLines{g, nil}).segments(c.level, func(x0, y0, x1, y1 float64) {
			length += math.Hypot(x1-x0, y1-y0)
			worst = max(worst, math.Abs(c.off(x0, y0)), math.Abs(c.off(x1, y1)))
		})
		if math.Abs(length-c.total) > 0.001*c.total || worst > 1e-4 {
			t.Errorf("%s: the line is %.5f long and up to %.1e off, want %.5f and at most 1e-4", name, length, worst, c.total)
		}
	}
}

func TestEqualAreas(t *testing.T) {
	z := make([]float64, 1200)
	for i := range z {
		z[i] = math.Exp(float64(i) / 100)
	}
	for i, level := range equalAreas(z, 12) {
		if want := z[100*(i+1)]; level != want {
			t.Errorf("level %d is %v, want %v", i, level, want)
		}
	}
	if levels := equalAreas([]float64{3, 3, 3, math.Inf(1)}, 4); len(levels) != 1 || levels[0] != 3 {
		t.Errorf("levels of a flat surface with a pole are %v, want 3 alone", levels)
	}
}

func TestContoursOfAFlatSurface(t *testing.T) {
	p := New("flat", "x", "y")
	AddContours(p, func(x, y float64) float64 { return 1 }, [2]float64{0, 0}, [2]float64{1, 1})
	if png, err := encodePNG(p, 5*vg.Centimeter, 5*vg.Centimeter); err != nil || !bytes.HasPrefix(png, []byte("\x89PNG")) {
		t.Errorf("got %v", err)
	}
}
