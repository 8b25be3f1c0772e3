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
