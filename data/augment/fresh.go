package augment

// freshOne draws a 1 as schools outside the United States teach it in place of
// the image's: a long flag, a slanted stem, and at times a base.
func (c *canvas) freshOne(e extent) {
	p := c.paper(e)
	r := &c.random
	foot := p.at(r.between(-0.45, 0.1), 1)
	top := p.at(0, 0)
	reach, drop := r.between(0.15, 0.5), r.between(0.2, 0.6)
	drop = max(drop, 0.8*reach)
	// A flag bows a little to either side.
	c.curve(p.pen, p.at(-reach, drop), p.at(-reach*r.between(0.4, 0.6), drop*r.between(0.35, 0.6)), top)
	c.curve(p.pen, top, p.between(top, foot, 0.5).plus(vector{1, 0}, p.size*r.within(0.05)), foot)
	if r.chance(0.35) {
		c.curve(p.pen, foot.plus(vector{1, r.within(0.15)}, -p.size*r.between(0.15, 0.4)), foot.plus(vector{1, r.within(0.15)}, p.size*r.between(0.15, 0.4)))
	}
}

// freshSeven draws a 7 of the same schools: a tick or a wave at the top, and a
// bar across the leg.
func (c *canvas) freshSeven(e extent) {
	p := c.paper(e)
	r := &c.random
	wide := r.between(0.4, 0.8)
	corner := p.at(wide/2, r.between(-0.05, 0.08))
	crossed := r.chance(0.85)
	c.freshTop(p, wide, corner, crossed)
	foot := p.at(r.between(-0.4, 0.1), 1)
	bow := p.size * r.between(-0.12, 0.05)
	middle := p.between(corner, foot, r.between(0.4, 0.6)).plus(vector{1, 0}, bow)
	c.curve(p.pen, corner, middle, foot)
	if crossed {
		crossing := p.between(corner, foot, r.between(0.4, 0.85)).plus(vector{1, 0}, bow/2)
		level := vector{1, r.within(0.35)}
		c.segment(crossing.plus(level, -p.size*r.between(0.12, 0.4)), crossing.plus(level, p.size*r.between(0.1, 0.35)), p.pen*r.between(0.7, 1.1))
	}
}

// freshTop draws the top of a 7 up to its corner: a tick that falls from the
// left end, then a line or a wave. A wave may dip as far as a bar across the leg
// still makes a 7 of it.
func (c *canvas) freshTop(p paper, wide float32, corner vector, crossed bool) {
	r := &c.random
	deepest := float32(0.18)
	if crossed {
		deepest = 0.35
	}
	left := p.at(-wide/2, r.between(-0.02, 0.12))
	tick := left.plus(vector{r.within(0.1) - 0.05, r.between(0.08, 0.32)}, p.size)
	dip := p.between(left, corner, r.between(0.4, 0.6)).plus(vector{0, 1}, p.size*r.between(0, deepest))
	switch {
	case r.chance(0.5): // a wave in one stroke
		c.curve(p.pen, tick, left, dip, corner)
	case r.chance(0.5):
		c.segment(tick, left, p.pen)
		c.curve(p.pen, left, corner)
	default:
		c.curve(p.pen, left, dip, corner)
	}
}

// freshFour draws a 4 in one stroke, as a running hand does: down, across, up and
// in a loop, or a sharp turn, over into the stem.
func (c *canvas) freshFour(e extent) {
	p := c.paper(e)
	r := &c.random
	wide := r.between(0.4, 0.65)
	elbow := r.between(0.4, 0.6)
	top := r.between(-0.05, 0.15)
	foot := p.at(r.between(-0.15, 0.1)+wide/4, 1)
	arm := p.at(r.between(-0.1, 0.1)-wide/2, r.between(-0.05, 0.12))
	left, right := p.at(-wide/2, elbow-r.between(0, 0.1)), p.at(wide/2, elbow-r.between(0.1, 0.25))
	c.curve(p.pen, arm, left, p.at(-wide/8, elbow+r.within(0.03)), right)
	over := p.at(wide/2-r.between(0.02, 0.08), top)
	if r.chance(0.6) {
		back := p.at(wide/2-r.between(0.15, 0.3), top+r.between(0.08, 0.2))
		c.curve(p.pen, right, over, back, p.between(back, foot, r.between(0.3, 0.5)), foot)
		return
	}
	c.segment(right, over, p.pen)
	c.segment(over, foot, p.pen)
}

// paper is where a fresh digit is drawn, and with which pen.
type paper struct {
	top  vector
	size float32 // the digit's height
	pen  float32
}

// paper wipes out the image's digit and takes over its size and its pen.
func (c *canvas) paper(e extent) paper {
	clear(c.ink)
	pen := c.random.between(1, 3.2) * c.pixel
	return paper{top: vector{(e.left + e.right) / 2, e.top}, size: e.side(), pen: pen}
}

// at returns a place, given as shares of the digit's height from the middle of its top.
func (p paper) at(x, y float32) vector { return p.top.plus(vector{x, y}, p.size) }

// between returns the place at a share of the way.
func (p paper) between(a, b vector, share float32) vector { return a.plus(b.minus(a), share) }
