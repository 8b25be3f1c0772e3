package augment

import "encoding/binary"

// inkFrom is the value from which a pixel belongs to a digit's box: the paler
// ones are the soft edge of its strokes.
const inkFrom = 64

// point is ink of a value, 1 to 255, at a pixel of the source.
type point struct{ x, y, value float32 }

// span is where a row of samples sees ink: from column first on, for count columns.
type span struct{ first, count uint }

// load copies the image into the frame and lists its ink.
func (c *canvas) load(src []byte) {
	points := c.points[:cap(c.points)]
	n := 0
	for y := range c.height {
		row := c.row(y)
		from := src[y*c.width:][:c.width]
		for x := 0; x < len(from); {
			if len(from)-x >= 8 && binary.LittleEndian.Uint64(from[x:]) == 0 {
				clear(row[x : x+8])
				x += 8
				continue
			}
			for end := min(x+8, len(from)); x < end; x++ {
				v := float32(from[x])
				row[x] = v
				// Without a branch, which would be guessed wrong at each edge: a 0 is
				// overwritten by the next.
				points[n] = point{float32(x), float32(y), v}
				n += int((uint(from[x]) + 255) >> 8)
			}
		}
	}
	c.points = points[:n]
}

// list lists the ink again after strokes were drawn.
func (c *canvas) list() {
	c.points = c.points[:0]
	for y := range c.height {
		for x, v := range c.row(y) {
			if v != 0 {
				c.points = append(c.points, point{float32(x), float32(y), v})
			}
		}
	}
}

// row returns a row of the source without its frame.
func (c *canvas) row(y int) []float32 { return c.ink[(y+frame)*c.stride+frame:][:c.width] }

// span finds where each row of samples, between two rows of the framed source,
// sees ink: most samples of a box see none, and need not be computed.
func (c *canvas) span() {
	clear(c.spans)
	for i, n := 0, len(c.points); i < n; {
		y, first, last := c.points[i].y, c.points[i].x, c.points[i].x
		for ; i < n && c.points[i].y == y; i++ {
			last = c.points[i].x
		}
		below := int(y) + frame
		for _, s := range []*span{&c.spans[below-1], &c.spans[below]} {
			s.cover(uint(first)+frame-1, uint(last)+frame+1)
		}
	}
}

// cover makes the span reach from first to before end as well.
func (s *span) cover(first, end uint) {
	if s.count > 0 {
		first, end = min(first, s.first), max(end, s.first+s.count)
	}
	*s = span{first, end - first}
}

// extent is where ink is: its box, from the first pixel to the last, and its
// centre of mass, in pixels of the image.
type extent struct {
	left, right, top, bottom float32
	mass, x, y               float32
}

// side returns the larger side of the box, in pixels that it covers.
func (e *extent) side() float32 { return max(e.right-e.left, e.bottom-e.top) + 1 }

// height returns how many rows of pixels the box covers.
func (e *extent) height() float32 { return e.bottom - e.top + 1 }

// measure returns the extent of the listed ink where it is.
func (c *canvas) measure() extent {
	var t tally
	t.start()
	for i := range c.points {
		p := &c.points[i]
		t.add(p.x, p.y, p.value)
	}
	return t.extent()
}

// tally sums up an extent. It counts the box in parts of a pixel, as whole
// numbers: their least and largest take one instruction each, floats' five.
type tally struct {
	mass, x, y               float32
	left, right, top, bottom int32
}

const (
	parts   = 256     // of a pixel
	nowhere = 1 << 30 // further than any ink
)

func (t *tally) start() { t.left, t.right, t.top, t.bottom = nowhere, -nowhere, nowhere, -nowhere }

// add takes in ink of that value at a place.
func (t *tally) add(x, y, value float32) {
	t.mass += value
	t.x += value * x
	t.y += value * y
	column, row := int32(x*parts+0.5), int32(y*parts+0.5)
	pale := (int32(value) - inkFrom) >> 31 & nowhere // moves pale ink out of the box's way
	t.left, t.right = min(t.left, column+pale), max(t.right, column-pale)
	t.top, t.bottom = min(t.top, row+pale), max(t.bottom, row-pale)
}

// extent returns what was added. Ink that is all pale has its centre as its box.
func (t *tally) extent() extent {
	if t.mass == 0 {
		return extent{}
	}
	e := extent{mass: t.mass, x: t.x / t.mass, y: t.y / t.mass}
	e.left, e.right, e.top, e.bottom = e.x, e.x, e.y, e.y
	if t.left <= t.right && t.left < nowhere/2 {
		e.left, e.right = float32(t.left)/parts, float32(t.right)/parts
		e.top, e.bottom = float32(t.top)/parts, float32(t.bottom)/parts
	}
	return e
}
