package picture

import "slices"

// unframed takes boxes, combs and lines that are printed for digits to be written
// in away, and returns the angle by which it has turned the picture so that they
// are upright, and which pixels of the turned picture it has taken, nil if none.
func unframed(ink *Gray) (out *Gray, angle float64, taken []bool) {
	const weaker = 0.6 // than the ink's threshold: a line of the printer's may be grey
	_, threshold := inked(ink)
	level := max(weaker*threshold, faintest)
	upright := ink
	angle = skew(ink, level, 0.03)
	if angle != 0 {
		upright = turned(ink, angle)
	}
	across, down := stretches(upright, level), stretches(upright.transposed(), level)
	height := usualHeight(upright, level, across, down)
	across, down = printed(across, down, height)
	if len(across)+len(down) == 0 {
		return ink, 0, nil
	}
	out = upright.withoutStretches(across, level).transposed().withoutStretches(down, level).transposed()
	taken = make([]bool, len(out.Pix))
	for i, v := range upright.Pix {
		taken[i] = v > level && out.Pix[i] == 0
	}
	return out, angle, taken
}

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

// usualHeight returns about how high the digits are, from what is left without any
// fine straight stretch.
func usualHeight(ink *Gray, level float32, across, down []stretch) int {
	fine := func(all []stretch) []stretch {
		return slices.DeleteFunc(slices.Clone(all), func(s stretch) bool { return !s.isFine() })
	}
	left := ink.withoutStretches(fine(across), level).transposed().withoutStretches(fine(down), level).transposed()
	mask, _ := inked(left)
	parts := components(mask, left.Height, left.Width)
	largest := 0
	for _, c := range parts {
		largest = max(largest, len(c.pixels))
	}
	var heights []int
	for _, c := range parts {
		if 5*len(c.pixels) > largest {
			heights = append(heights, c.height())
		}
	}
	if len(heights) == 0 {
		return 0
	}
	slices.Sort(heights)
	return heights[len(heights)*3/4]
}

// printed returns the stretches that are printed, not written, by what is around
// them; height is a digit's.
func printed(across, down []stretch, height int) (level, upright []stretch) {
	inBoxes := boxes(across, down, height)
	for i, s := range across {
		if s.length() > 2*height && s.isFine() || inBoxes[i] {
			level = append(level, s)
		}
	}
	for _, s := range down {
		if standsOn(s, down, level) {
			upright = append(upright, s)
		}
	}
	for i, s := range across {
		if s.length() <= 2*height && !inBoxes[i] && s.hangsBetween(upright) {
			level = append(level, s)
		}
	}
	return level, upright
}

// hangsBetween reports whether both ends of a level stretch meet upright ones'.
func (s stretch) hangsBetween(upright []stretch) bool {
	meets := func(x int) bool {
		return slices.ContainsFunc(upright, func(v stretch) bool {
			return s.asThick(v) && near(v.middle(), x, slack(s, v)) && (near(v.left, s.middle(), slack(s, v)) || near(v.right, s.middle(), slack(s, v)))
		})
	}
	return meets(s.left) && meets(s.right)
}

// boxes tells which level stretches are the top or the bottom of a box: two of one
// length above each other, with upright ones from end to end.
func boxes(across, down []stretch, height int) []bool {
	in := make([]bool, len(across))
	joined := func(a, b stretch, x int) bool { // a above b
		return slices.ContainsFunc(down, func(v stretch) bool {
			return a.asThick(v) && b.asThick(v) && near(v.middle(), x, slack(a, v)) && v.left <= a.bottom+slack(a, v) && v.right >= b.top-slack(b, v)
		})
	}
	for i, a := range across {
		for k, b := range across {
			if b.top > a.bottom+height && a.isFine() && b.isFine() && near(a.left, b.left, slack(a, b)) && near(a.right, b.right, slack(a, b)) && joined(a, b, a.left) && joined(a, b, a.right) {
				in[i], in[k] = true, true
			}
		}
	}
	return in
}

// isFine reports whether a stretch is as fine as a printed line: no pen's stroke is
// straight for so long.
func (s stretch) isFine() bool { return 12*s.thick <= s.length() }

// middle is where an upright stretch stands: its rows are columns.
func (s stretch) middle() int { return (s.top + s.bottom) / 2 }

// asThick reports whether two stretches may be of one print.
func (s stretch) asThick(o stretch) bool { return s.thick <= 3*o.thick+1 && o.thick <= 3*s.thick+1 }

// slack is how far apart lines that meet may be.
func slack(s, o stretch) int { return 3 + min(s.thick, o.thick) }

func near(a, b, slack int) bool { return max(a-b, b-a) <= slack }

// standsOn reports whether an upright stretch is printed: it joins two level ones,
// or stands on one with two others at least that are as long: boxes and ticks.
func standsOn(s stretch, down, level []stretch) bool {
	meets := func(s, l stretch) (above, below bool) {
		if s.middle() < l.left-slack(s, l) || s.middle() > l.right+slack(s, l) || !s.asThick(l) {
			return false, false
		}
		return near(s.left, l.middle(), slack(s, l)), near(s.right, l.middle(), slack(s, l))
	}
	ends := 0
	for _, l := range level {
		above, below := meets(s, l)
		if !above && !below {
			continue
		}
		ends++
		alike := 0
		for _, o := range down {
			oAbove, oBelow := meets(o, l)
			if oAbove == above && oBelow == below && near(o.left, s.left, slack(s, o)) && near(o.right, s.right, slack(s, o)) {
				alike++
			}
		}
		if ends > 1 || alike > 2 {
			return true
		}
	}
	return false
}

// withoutStretches returns the picture without the ink of the stretches, but where
// a stroke crosses them.
func (g *Gray) withoutStretches(found []stretch, level float32) *Gray {
	out := g.part(0, 0, g.Height, g.Width)
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
