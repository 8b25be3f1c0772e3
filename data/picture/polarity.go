package picture

import "slices"

// Invert returns a picture of dark ink on light paper: the picture itself, or its
// negative if its paper is dark, which it also reports.
//
// The paper is dark when the mean of two shares is under a half: that of the
// border that is bright, and that of the area. Bright is what lies above Otsu's
// threshold. In large pictures uneven light is taken away first.
func Invert(g *Gray) (*Gray, bool) {
	flat := g
	if min(g.Height, g.Width) >= evenFrom {
		flat = withoutShading(g)
	}
	low, high := slices.Min(flat.Pix), slices.Max(flat.Pix)
	threshold, _ := otsu(flat.Pix, low, high)
	var border, area share
	for y := range flat.Height {
		for x, v := range flat.Row(y) {
			area.count(v > threshold)
			if y == 0 || x == 0 || y == flat.Height-1 || x == flat.Width-1 {
				border.count(v > threshold)
			}
		}
	}
	if high > low && (border.of()+area.of())/2 < 0.5 {
		return g.mapped(func(v float32) float32 { return 1 - v }), true
	}
	return g, false
}

// evenFrom is the least side of a picture whose light can be uneven: a drawing or
// a small scan has no room for a shadow.
const evenFrom = 64

// share counts how many of how many.
type share struct{ yes, all float64 }

func (s *share) count(yes bool) {
	s.all++
	if yes {
		s.yes++
	}
}

func (s share) of() float64 { return s.yes / s.all }

// withoutShading takes from each pixel the median of its surroundings, an eighth
// of the picture to each side.
func withoutShading(g *Gray) *Gray {
	around := coarse(g, func(cell []float32) float32 { return quantile(cell, 0.5) }).median3().median3()
	out := NewGray(g.Height, g.Width)
	for y := range g.Height {
		for x := range g.Width {
			out.Row(y)[x] = g.Row(y)[x] - around.sample(y, x, g.Height, g.Width)
		}
	}
	return out
}
