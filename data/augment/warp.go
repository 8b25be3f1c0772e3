package augment

import "math"

// warp says where each pixel of the result comes from. The pixel at (x, y) shows
// the source at pivot + back·((x, y) - anchor) + bend·(dx, dy)[y*stride+x].
type warp struct {
	back           [4]float32 // (2, 2), row-major
	pivotX, pivotY float32    // in the source
	anchorX        float32    // in the result
	anchorY        float32

	bend   float32
	dx, dy []float32 // windows of the fabric
	stride int

	left, right, top, bottom int // where the result may have ink
}

// draw draws a warp that leaves the ink as large and with its centre of mass
// where it was before strokes were added, but for the play that Scale and Shift
// allow. The strokes are going to grow on each side by grow pixels.
func (c *canvas) draw(before extent, grow float32) warp {
	s, r := c.settings, &c.random
	w := warp{pivotX: before.x, pivotY: before.y, anchorX: before.x, anchorY: before.y}
	w.back = turn(r.within(float32(s.Rotation)), r.within(float32(s.Shear)), r.within(float32(s.Aspect)))
	if s.Elastic > 0 {
		w.bend, w.stride = float32(s.Elastic)*c.pixel, c.fabric.stride
		w.dx, w.dy = c.fabric.window(r), c.fabric.window(r)
	}
	size := before.side() * (1 + r.within(float32(s.Scale)))
	shift := float32(s.Shift) * c.pixel
	c.place(&w, max(size-2*grow, 1), before.x+r.within(shift), before.y+r.within(shift))
	return w
}

// turn returns the matrix that takes the result's directions to the source's.
func turn(degrees, shear, aspect float32) [4]float32 {
	sin, cos := math.Sincos(float64(degrees) * math.Pi / 180)
	stretch := math.Exp(float64(aspect) / 2)
	a, b := cos/stretch, sin*stretch
	d, e := -sin/stretch, cos*stretch
	return [4]float32{float32(a), float32(b + a*float64(shear)), float32(d), float32(e + d*float64(shear))}
}

// place sets size and anchor so that the warped ink's larger side is size and
// its centre of mass at (x, y). Where the ink goes is found by turning the warp
// around: exactly but for the displacement, which is taken in first order.
func (c *canvas) place(w *warp, size, x, y float32) {
	b := w.back
	det := b[0]*b[3] - b[1]*b[2]
	forth := [4]float32{b[3] / det, -b[1] / det, -b[2] / det, b[0] / det}
	moved := empty
	for _, p := range c.points {
		fromX, fromY := p.x-w.pivotX, p.y-w.pivotY
		if w.bend != 0 {
			i := nearest(forth[2]*fromX+forth[3]*fromY+w.anchorY, c.height)*w.stride + nearest(forth[0]*fromX+forth[1]*fromY+w.anchorX, c.width)
			fromX, fromY = fromX-w.bend*w.dx[i], fromY-w.bend*w.dy[i]
		}
		moved.add(forth[0]*fromX+forth[1]*fromY, forth[2]*fromX+forth[3]*fromY, p.value)
	}
	moved.done()
	zoom := size / moved.side()
	for i := range w.back {
		w.back[i] /= zoom
	}
	w.anchorX, w.anchorY = x-zoom*moved.x, y-zoom*moved.y
	w.bound(moved, zoom, c.height, c.width)
}

// nearest returns the pixel next to a place.
func nearest(place float32, size int) int { return min(max(int(place+0.5), 0), size-1) }

// bound leaves room around the box for soft edges, for strokes that grow, and
// for what first order misses.
func (w *warp) bound(moved extent, zoom float32, height, width int) {
	const room = 3
	limit := func(v float32, size int) int { return min(max(int(v), 0), size) }
	w.left, w.right = limit(w.anchorX+zoom*moved.left-room, width), limit(w.anchorX+zoom*moved.right+room+1, width)
	w.top, w.bottom = limit(w.anchorY+zoom*moved.top-room, height), limit(w.anchorY+zoom*moved.bottom+room+1, height)
}

// render writes the warped ink, each pixel sampled linearly between four.
func (c *canvas) render(dst []byte, w *warp) {
	clear(dst)
	right, bottom := float32(c.width+2*frame-2), float32(c.height+2*frame-2)
	for y := w.top; y < w.bottom; y++ {
		fromY := float32(y) - w.anchorY
		sx := w.pivotX + frame + w.back[0]*(float32(w.left)-w.anchorX) + w.back[1]*fromY
		sy := w.pivotY + frame + w.back[2]*(float32(w.left)-w.anchorX) + w.back[3]*fromY
		out := dst[y*c.width+w.left : y*c.width+w.right]
		if w.bend == 0 {
			for x := range out {
				out[x] = c.sample(min(max(sx, 0), right), min(max(sy, 0), bottom))
				sx, sy = sx+w.back[0], sy+w.back[2]
			}
			continue
		}
		dx, dy := w.dx[y*w.stride+w.left:][:len(out)], w.dy[y*w.stride+w.left:][:len(out)]
		for x := range out {
			out[x] = c.sample(min(max(sx+w.bend*dx[x], 0), right), min(max(sy+w.bend*dy[x], 0), bottom))
			sx, sy = sx+w.back[0], sy+w.back[2]
		}
	}
}

// sample returns the ink at a place of the framed source, which must be inside it.
func (c *canvas) sample(x, y float32) byte {
	column, row := int(x), int(y)
	at := row*c.stride + column
	u, v := x-float32(column), y-float32(row)
	upper, lower := (*[2]float32)(c.ink[at:]), (*[2]float32)(c.ink[at+c.stride:])
	a := upper[0] + u*(upper[1]-upper[0])
	b := lower[0] + u*(lower[1]-lower[0])
	return byte(a + v*(b-a) + 0.5)
}
