package picture

import "math"

// Penned returns cropped ink with its strokes about as wide as MNIST's will be in
// the box: those that would be thinner than 1.5 or wider than 4 of its pixels are
// made wider or thinner, others are left as they are.
func Penned(ink *Gray) *Gray {
	const thinnest, widest, usual, finer = 1.5, 4, 2.2, 4
	longer := max(ink.Height, ink.Width)
	width := strokeWidth(ink) * box / float64(longer)
	if width == 0 || width >= thinnest && width <= widest {
		return ink
	}
	side := func(n int) int { return max(1, int(math.Round(float64(n)*finer*box/float64(longer)))) }
	fine := resized(ink, side(ink.Height), side(ink.Width))
	if width < thinnest {
		return widened(fine, (usual-width)/2*finer)
	}
	return narrowed(fine, (width-widest)/2*finer)
}

// strokeWidth is twice the ink's area over the length of its outline: for a long
// stroke that is its width.
func strokeWidth(ink *Gray) float64 {
	area, outline := 0.0, 0.0
	for y := -1; y < ink.Height; y++ {
		for x := -1; x < ink.Width; x++ {
			v := ink.orNone(y, x)
			area += v
			// The lengths of the gradient add up to that of the outline.
			outline += math.Hypot(ink.orNone(y, x+1)-v, ink.orNone(y+1, x)-v)
		}
	}
	if outline == 0 {
		return 0
	}
	return 2 * area / outline
}

// orNone returns a pixel, 0 outside the picture.
func (g *Gray) orNone(y, x int) float64 {
	if y < 0 || x < 0 || y >= g.Height || x >= g.Width {
		return 0
	}
	return float64(g.Pix[y*g.Width+x])
}

// widened draws the strokes with a round pen of that radius, in a picture that
// has room for it.
func widened(ink *Gray, radius float64) *Gray {
	reach := int(math.Ceil(radius))
	out := NewGray(ink.Height+2*reach, ink.Width+2*reach)
	for dy := -reach; dy <= reach; dy++ {
		for dx := -reach; dx <= reach; dx++ {
			// A pixel at the pen's rim is covered in part.
			cover := float32(min(radius+0.5-math.Hypot(float64(dx), float64(dy)), 1))
			if cover <= 0 && (dx != 0 || dy != 0) {
				continue
			}
			if dx == 0 && dy == 0 {
				cover = 1
			}
			for y := range ink.Height {
				to := out.Row(y + reach + dy)[reach+dx:]
				for x, v := range ink.Row(y) {
					to[x] = max(to[x], v*cover)
				}
			}
		}
	}
	return out
}

// narrowed takes as much from the strokes' sides: it widens the paper.
func narrowed(ink *Gray, radius float64) *Gray {
	negative := func(v float32) float32 { return 1 - v }
	margin := NewGray(ink.Height+2, ink.Width+2)
	for y := range ink.Height {
		copy(margin.Row(y + 1)[1:], ink.Row(y))
	}
	paper := widened(margin.mapped(negative), radius)
	reach := (paper.Height - margin.Height) / 2
	return paper.Part(reach, reach, reach+margin.Height, reach+margin.Width).mapped(negative)
}
