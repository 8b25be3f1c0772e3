package augment

import "math"

// write draws into the source what many people add to a digit and MNIST's
// writers, who learnt to write in the United States, mostly did not. It returns
// whether it has.
func (c *canvas) write(label byte, e extent) bool {
	draw := c.strokes(label)
	if draw == nil {
		return false
	}
	c.spread()
	draw(c, e)
	c.list()
	return true
}

// strokes draws how a digit of that label is written; nil for as it is.
func (c *canvas) strokes(label byte) func(*canvas, extent) {
	switch fresh := c.random.chance(0.5); {
	case label == 1 && fresh:
		return (*canvas).freshOne
	case label == 1:
		return (*canvas).writeOne
	case label == 4 && fresh && c.random.chance(0.5):
		return (*canvas).freshFour
	case label == 7 && fresh:
		return (*canvas).freshSeven
	case label == 7:
		return (*canvas).writeSeven
	}
	return nil
}

// writeOne gives a 1 a flag, as long as up to the whole stem, a base, or both.
func (c *canvas) writeOne(e extent) {
	const flag, base = 0.9, 0.4
	r := &c.random
	top, bottom := c.stem(e)
	down := bottom.minus(top)
	length := down.length()
	if length < e.height()/2 {
		return
	}
	down = vector{down.x / length, down.y / length}
	width := min(max(e.mass/255/length, 1), 4) * c.pixel
	hasFlag := r.chance(flag)
	if hasFlag {
		const degree = math.Pi / 180
		// The longer a flag, the closer to the stem: a long one that stands off makes a 7.
		long := r.unit()
		direction := down.turned(r.between(22, 70-float32(25*long)) * degree)
		c.segment(top, top.plus(direction, length*(0.2+float32(0.4*long))), width*r.between(0.7, 1.1))
	}
	if !hasFlag || r.chance(base) {
		// A base is level, whatever the stem's slant, but for a shaky hand.
		level := vector{1, r.within(0.15)}
		c.segment(bottom.plus(level, -length*r.between(0.15, 0.4)), bottom.plus(level, length*r.between(0.15, 0.4)), width*r.between(0.7, 1.1))
	}
}

// stem returns the ends of a 1's stem: the outermost ink along its principal axis.
func (c *canvas) stem(e extent) (top, bottom vector) {
	centre := vector{e.x, e.y}
	var xx, xy, yy float32
	for _, p := range c.points {
		x, y := p.x-e.x, p.y-e.y
		xx, xy, yy = xx+float32(p.value*x*x), xy+float32(p.value*x*y), yy+float32(p.value*y*y)
	}
	angle := 0.5 * math.Atan2(float64(2*xy), float64(xx-yy))
	axis := vector{float32(math.Cos(angle)), float32(math.Sin(angle))}
	if axis.y < 0 {
		axis = vector{-axis.x, -axis.y}
	}
	var lo, hi float32
	for _, p := range c.points {
		if p.value >= inkFrom {
			along := vector{p.x, p.y}.minus(centre).dot(axis)
			lo, hi = min(lo, along), max(hi, along)
		}
	}
	return centre.plus(axis, lo), centre.plus(axis, hi)
}

// writeSeven gives a 7 a bar across its leg, a tick at the left end of its top,
// or both.
func (c *canvas) writeSeven(e extent) {
	const bar, tick = 0.85, 0.2
	r := &c.random
	height := e.height()
	y := e.top + float32(height*r.between(0.38, 0.65))
	middle, width, found := c.across(y)
	width = min(max(0.8*width, 1), 4*c.pixel)
	hasBar := r.chance(bar)
	if hasBar && found {
		level := vector{1, r.within(0.3)}
		c.segment(vector{middle, y}.plus(level, -height*r.between(0.12, 0.35)), vector{middle, y}.plus(level, height*r.between(0.12, 0.35)), width*r.between(0.7, 1.1))
	}
	if !hasBar || r.chance(tick) {
		end := c.leftmost(e)
		c.segment(end, end.plus(vector{r.within(0.3), 1}, height*r.between(0.1, 0.25)), width*r.between(0.7, 1.1))
	}
}

// across returns the middle and the width of the rightmost run of ink in the
// row next to y: the leg of a 7.
func (c *canvas) across(y float32) (middle, width float32, found bool) {
	row := c.row(int(y + 0.5))
	var sum, moment float32
	for x := len(row) - 1; x >= 0; x-- {
		if row[x] >= inkFrom {
			sum, moment = sum+row[x], moment+float32(row[x]*float32(x))
		} else if sum > 0 {
			break
		}
	}
	if sum == 0 {
		return 0, 1, false
	}
	return moment / sum, sum / 255, true
}

// leftmost returns the leftmost ink of the digit's upper third.
func (c *canvas) leftmost(e extent) vector {
	best := vector{e.right, e.top}
	for y := int(e.top); float32(y) <= e.top+e.height()/3; y++ {
		for x, v := range c.row(y) {
			if v >= inkFrom && float32(x) < best.x {
				best = vector{float32(x), float32(y)}
			}
		}
	}
	return best
}
