package augment

import "math"

// vector is a place or a direction in the source: x to the right, y down.
type vector struct{ x, y float32 }

func (v vector) plus(w vector, times float32) vector {
	return vector{v.x + float32(times*w.x), v.y + float32(times*w.y)}
}
func (v vector) minus(w vector) vector { return vector{v.x - w.x, v.y - w.y} }
func (v vector) dot(w vector) float32  { return float32(v.x*w.x) + float32(v.y*w.y) }
func (v vector) length() float32       { return float32(math.Sqrt(float64(v.dot(v)))) }

// turned returns the vector turned by an angle in radians, clockwise as seen.
func (v vector) turned(angle float32) vector {
	sin, cos := math.Sincos(float64(angle))
	s, c := float32(sin), float32(cos)
	return vector{float32(c*v.x) - float32(s*v.y), float32(s*v.x) + float32(c*v.y)}
}

// stroke is a straight one with round ends: full ink up to half its width from the
// line, none a pixel further out. The assembly knows the layout.
type stroke struct {
	from, along vector
	length2     float32 // along's squared
	reach       float32 // from the line to where there is no ink any more
}

// segment draws a stroke.
func (c *canvas) segment(from, to vector, width float32) {
	along := to.minus(from)
	s := stroke{from, along, max(along.dot(along), 1e-6), width/2 + 0.5}
	limit := func(v float32, size int) int { return min(max(int(v), 0), size) }
	x0, x1 := limit(min(from.x, to.x)-s.reach, c.width), limit(max(from.x, to.x)+s.reach+2, c.width)
	y0, y1 := limit(min(from.y, to.y)-s.reach, c.height), limit(max(from.y, to.y)+s.reach+2, c.height)
	switch {
	case x0 >= x1 || y0 >= y1:
	case c.vectors:
		c.segmentVector(&s, x0, y0, x1, y1)
	default:
		for y := y0; y < y1; y++ {
			s.drawRow(c.row(y)[:x1], x0, y)
		}
	}
}

// drawRow draws what is in row y from x on.
func (s *stroke) drawRow(row []float32, x, y int) {
	for ; x < len(row); x++ {
		p := vector{float32(x), float32(y)}.minus(s.from)
		t := min(max(p.dot(s.along)/s.length2, 0), 1)
		distance := p.plus(s.along, -t).length()
		row[x] = max(row[x], 255*min(max(s.reach-distance, 0), 1))
	}
}

// curve draws a smooth stroke through the points: a Catmull-Rom spline.
func (c *canvas) curve(width float32, points ...vector) {
	const pieces = 5
	last := len(points) - 1
	from := points[0]
	for i := range last {
		before, a, b, after := points[max(i-1, 0)], points[i], points[i+1], points[min(i+2, last)]
		for piece := 1; piece <= pieces; piece++ {
			t := float32(piece) / pieces
			to := vector{catmullRom(before.x, a.x, b.x, after.x, t), catmullRom(before.y, a.y, b.y, after.y, t)}
			c.segment(from, to, width)
			from = to
		}
	}
}

// catmullRom goes from b to c while t goes from 0 to 1, with slopes (c-a)/2 and (d-b)/2.
func catmullRom(a, b, c, d, t float32) float32 {
	cubic := float32(t * (float32(3*(b-c)) + d - a))
	square := float32(t * (float32(2*a) - float32(5*b) + float32(4*c) - d + cubic))
	return b + float32(t/2*(c-a+square))
}
