package picture

import "slices"

// stretch is a straight, thin, level stretch of ink, or an upright one of the
// transposed picture: rows top to bottom-1, columns left to right-1.
type stretch struct{ top, left, bottom, right, thick int }

func (s stretch) length() int { return s.right - s.left }

// stretches returns those that are at least as long as a small box is wide.
func stretches(ink *Gray, level float32) (found []stretch) {
	shortest, thickest := max(20, max(ink.Height, ink.Width)/100), max(12, max(ink.Height, ink.Width)/100)
	thick := thickness(ink, level)
	near := func(y, x int) bool { // ink in the row or the ones beside it
		return thick[y*ink.Width+x] > 0 || y > 0 && thick[(y-1)*ink.Width+x] > 0 || y+1 < ink.Height && thick[(y+1)*ink.Width+x] > 0
	}
	const gap = 2
	for y := range ink.Height {
		for x := 0; x < ink.Width; x++ {
			if thick[y*ink.Width+x] == 0 {
				continue
			}
			end := x + 1
			for k := end; k < ink.Width && k <= end+gap; k++ {
				if near(y, k) {
					end = k + 1
				}
			}
			if s := (stretch{y, x, y + 1, end, 0}); s.length() >= shortest && s.isThin(thick, ink.Width, int32(thickest)) {
				found = append(found, s)
			}
			x = end
		}
	}
	found = clustered(found)
	for i := range found {
		found[i].thick = found[i].usualThickness(thick, ink.Width)
	}
	return slices.DeleteFunc(found, func(s stretch) bool { return s.bottom-s.top > 2*s.thick+4 }) // bent
}

// thickness returns for each pixel of ink how many pixels of ink lie above each
// other there, 0 for the others.
func thickness(ink *Gray, level float32) []int32 {
	out := make([]int32, len(ink.Pix))
	for x := range ink.Width {
		for y := 0; y < ink.Height; y++ {
			end := y
			for end < ink.Height && ink.Pix[end*ink.Width+x] > level {
				end++
			}
			for k := y; k < end; k++ {
				out[k*ink.Width+x] = int32(end - y)
			}
			y = max(y, end)
		}
	}
	return out
}

// isThin reports whether most of a stretch's ink is thin: strokes may cross it.
func (s stretch) isThin(thick []int32, width int, most int32) bool {
	var thin share
	for _, n := range thick[s.top*width+s.left : s.top*width+s.right] {
		if n > 0 {
			thin.count(n <= most)
		}
	}
	return thin.of() > 0.6
}

// usualThickness is the median.
func (s stretch) usualThickness(thick []int32, width int) int {
	var all []int32
	for y := s.top; y < s.bottom; y++ {
		for _, n := range thick[y*width+s.left : y*width+s.right] {
			if n > 0 {
				all = append(all, n)
			}
		}
	}
	slices.Sort(all)
	return int(all[len(all)/2])
}

// clustered joins the stretches of one line: in rows that are near, over or next to
// each other. They are sorted by rows.
func clustered(found []stretch) (out []stretch) {
	const rows, columns = 2, 4
	for _, s := range found {
		for i := len(out) - 1; i >= 0; i-- {
			if o := out[i]; s.top-o.bottom < rows && s.left <= o.right+columns && o.left <= s.right+columns {
				s = stretch{min(s.top, o.top), min(s.left, o.left), max(s.bottom, o.bottom), max(s.right, o.right), 0}
				out = append(out[:i], out[i+1:]...)
				i = len(out) // it may join others now
			}
		}
		out = append(out, s)
	}
	return out
}

// withoutStretches returns the picture without the ink of the stretches, but where
// a stroke crosses them.
func (g *Gray) withoutStretches(found []stretch, level float32) *Gray {
	out := g.Part(0, 0, g.Height, g.Width)
	for _, s := range found {
		for x := max(s.left-1, 0); x < min(s.right+1, g.Width); x++ {
			for y := s.top; y < s.bottom; y++ {
				top, bottom := g.inkAround(y, x, level)
				if bottom-top > 2*s.thick+1 {
					continue
				}
				for k := max(top-1, 0); k < min(bottom+1, g.Height); k++ {
					out.Row(k)[x] = 0
				}
			}
		}
	}
	return out
}

// inkAround returns the rows of column x whose ink hangs together with that of row
// y, row y alone if it has none.
func (g *Gray) inkAround(y, x int, level float32) (top, bottom int) {
	top, bottom = y, y+1
	if g.Row(y)[x] <= level {
		return top, bottom
	}
	for top > 0 && g.Row(top - 1)[x] > level {
		top--
	}
	for bottom < g.Height && g.Row(bottom)[x] > level {
		bottom++
	}
	return top, bottom
}

// transposed returns the picture with its rows as columns.
func (g *Gray) transposed() *Gray {
	out := NewGray(g.Width, g.Height)
	for y := range g.Height {
		for x, v := range g.Row(y) {
			out.Pix[x*g.Height+y] = v
		}
	}
	return out
}
