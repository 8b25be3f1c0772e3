package augment

// inkFrom is the value from which a pixel belongs to a digit's box: the paler
// ones are the soft edge of its strokes.
const inkFrom = 64

// extent is where ink is: its box, from the first pixel to the last, and its
// centre of mass, in pixels of the image.
type extent struct {
	left, right, top, bottom float32
	mass, x, y               float32
}

// empty is the extent of no ink.
var empty = extent{left: 1e9, right: -1e9, top: 1e9, bottom: -1e9}

// add takes in ink of that value at a place.
func (e *extent) add(x, y, value float32) {
	e.mass += value
	e.x += value * x
	e.y += value * y
	if value >= inkFrom {
		e.left, e.right = min(e.left, x), max(e.right, x)
		e.top, e.bottom = min(e.top, y), max(e.bottom, y)
	}
}

// done turns sums into means. A digit of pale pixels only has its centre as its box.
func (e *extent) done() {
	if e.mass == 0 {
		return
	}
	e.x /= e.mass
	e.y /= e.mass
	if e.left > e.right {
		e.left, e.right, e.top, e.bottom = e.x, e.x, e.y, e.y
	}
}

// side returns the larger side of the box, in pixels that it covers.
func (e *extent) side() float32 { return max(e.right-e.left, e.bottom-e.top) + 1 }

// height returns how many rows of pixels the box covers.
func (e *extent) height() float32 { return e.bottom - e.top + 1 }

// point is ink of a value, 1 to 255, at a pixel.
type point struct{ x, y, value float32 }

// measure lists the canvas' ink, row by row, and returns its extent.
func (c *canvas) measure() extent {
	e := empty
	c.points = c.points[:0]
	for y := range c.height {
		for x, v := range c.ink[(y+frame)*c.stride+frame:][:c.width] {
			if v != 0 {
				c.points = append(c.points, point{float32(x), float32(y), v})
			}
		}
	}
	for _, p := range c.points {
		e.add(p.x, p.y, p.value)
	}
	e.done()
	return e
}
