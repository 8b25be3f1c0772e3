package augment

// growth draws by how many pixels a stroke's edge advances on each side; below 0
// it recedes. Two of five images keep their width.
func (c *canvas) growth() float32 {
	thinner, thicker := float32(c.settings.Thinner), float32(c.settings.Thicker)
	if thinner+thicker == 0 || c.random.chance(0.4) {
		return 0
	}
	return c.random.between(-thinner, thicker) * c.pixel
}

// widen writes the thin plane into the wide one with strokes that are wider by
// grow pixels on each side, -1 to 1: between it and its grey dilation (for each
// pixel the largest of it and its four neighbours) or its grey erosion (the
// smallest), in that proportion. The digit keeps its darkest value, and a thin
// one its strokes.
func (c *canvas) widen(grow float32) {
	c.wide.clear()
	if grow > 0 {
		c.morph(0)
		c.mix(min(grow, 1))
		return
	}
	// The smallest are the largest of the negative.
	before, after := c.morph(^uint64(0))
	darkest, mixed := c.mix(min(-grow, 1, 4*float32(after)/float32(max(before, 1))))
	if 0 < mixed && mixed < darkest {
		c.darken(darkest, mixed)
	}
}

// morph writes for each pixel the largest of it and its four neighbours into the
// wide plane, eight pixels at a time; flip is exclusive-ored with them before and
// after. It returns the sums of all pixels before and after.
func (c *canvas) morph(flip uint64) (before, after uint64) {
	for y := range c.height {
		above, here, below, out := c.thin.line(y-1), c.thin.wholeLine(y), c.thin.line(y+1), c.wide.line(y)
		for x := 0; x < c.width; x += 8 {
			up, down := word(above, x), word(below, x)
			left, middle, right := word(here, x+margin-1), word(here, x+margin), word(here, x+margin+1)
			if up|down|left|middle|right == 0 {
				continue
			}
			e := larger(larger(up^flip, down^flip), larger(left^flip, right^flip))
			e = larger(e, middle^flip) ^ flip
			before, after = before+sum(middle), after+sum(e)
			setWord(out, x, e)
		}
	}
	return before, after
}

// mix puts between the thin plane's pixels and the wide one's, in proportion to
// part, and returns the darkest value before and after.
func (c *canvas) mix(part float32) (before, after uint64) {
	share := uint64(part*256 + 0.5)
	for y := range c.height {
		from, to := c.thin.line(y), c.wide.line(y)
		for x := 0; x < c.width; x += 8 {
			a, b := word(from, x), word(to, x)
			if a|b == 0 {
				continue
			}
			m := between(a, b, share)
			before, after = larger(before, a), larger(after, m)
			setWord(to, x, m)
		}
	}
	return largest(before), largest(after)
}

// darken stretches the wide plane's values so that mixed becomes darkest.
func (c *canvas) darken(darkest, mixed uint64) {
	gain := uint32(darkest<<8/mixed) + 1
	for y := range c.height {
		line := c.wide.line(y)
		for x := 0; x < c.width; x += 8 {
			if word(line, x) == 0 {
				continue
			}
			for i, v := range line[x : x+8] {
				line[x+i] = byte(min(uint32(v)*gain>>8, 255))
			}
		}
	}
}
