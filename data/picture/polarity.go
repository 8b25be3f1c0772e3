package picture

// Invert returns a picture of dark ink on light paper: the picture itself, or its
// negative if its paper is dark, which it also reports.
//
// The paper is dark when the mean of two shares is under a half: that of the
// border that is bright, and that of the area, since paper surrounds what is
// written and there is more of it. What is bright is told at edges (parted).
func Invert(g *Gray) (*Gray, bool) {
	parts := parted(g)
	var border, area share
	for y := range parts.Height {
		for x, v := range parts.Row(y) {
			if v == 0 {
				continue
			}
			area.count(v > 0)
			if y == 0 || x == 0 || y == parts.Height-1 || x == parts.Width-1 {
				border.count(v > 0)
			}
		}
	}
	if area.all > 0 && (border.of()+area.of())/2 < 0.5 {
		return g.mapped(func(v float32) float32 { return 1 - v }), true
	}
	return g, false
}

// share counts how many of how many.
type share struct{ yes, all float64 }

func (s *share) count(yes bool) {
	s.all++
	if yes {
		s.yes++
	}
}

// of returns the share, a half of nothing.
func (s share) of() float64 {
	if s.all == 0 {
		return 0.5
	}
	return s.yes / s.all
}
