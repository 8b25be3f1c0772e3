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
	var t tally
	t.start()
	for i := range c.points {
		p := &c.points[i]
		fromX, fromY := p.x-w.pivotX, p.y-w.pivotY
		if w.bend != 0 {
			row := nearest(forth[2]*fromX+forth[3]*fromY+w.anchorY, c.height)
			i := row*w.stride + nearest(forth[0]*fromX+forth[1]*fromY+w.anchorX, c.width)
			fromX, fromY = fromX-w.bend*w.dx[i], fromY-w.bend*w.dy[i]
		}
		t.add(forth[0]*fromX+forth[1]*fromY+w.anchorX, forth[2]*fromX+forth[3]*fromY+w.anchorY, p.value)
	}
	moved := t.extent()
	zoom := size / moved.side()
	for i := range w.back {
		w.back[i] /= zoom
	}
	w.left, w.right = limits(x+zoom*(moved.left-moved.x), x+zoom*(moved.right-moved.x), c.width)
	w.top, w.bottom = limits(y+zoom*(moved.top-moved.y), y+zoom*(moved.bottom-moved.y), c.height)
	w.anchorX, w.anchorY = x-zoom*(moved.x-w.anchorX), y-zoom*(moved.y-w.anchorY)
}

// nearest returns the pixel next to a place.
func nearest(place float32, size int) int { return min(max(int(place+0.5), 0), size-1) }

// limits returns the pixels from lo to hi, with room for soft edges and for what
// first order misses.
func limits(lo, hi float32, size int) (first, end int) {
	const room = 3
	return min(max(int(lo-room), 0), size), min(max(int(hi+room+1), 0), size)
}

// render writes the warped ink, each pixel sampled linearly between four.
func (c *canvas) render(dst *plane, w *warp) {
	for y := w.top; y < w.bottom; y++ {
		fromX, fromY := float32(w.left)-w.anchorX, float32(y)-w.anchorY
		x := w.pivotX + frame + w.back[0]*fromX + w.back[1]*fromY
		y0 := w.pivotY + frame + w.back[2]*fromX + w.back[3]*fromY
		out := dst.line(y)[w.left:w.right]
		if w.bend == 0 {
			for i := range out {
				out[i] = c.sample(x, y0)
				x, y0 = x+w.back[0], y0+w.back[2]
			}
			continue
		}
		dx, dy := w.dx[y*w.stride+w.left:][:len(out)], w.dy[y*w.stride+w.left:][:len(out)]
		for i := range out {
			out[i] = c.sample(x+w.bend*dx[i], y0+w.bend*dy[i])
			x, y0 = x+w.back[0], y0+w.back[2]
		}
	}
}

// sample returns the ink at a place of the framed source, 0 outside.
func (c *canvas) sample(x, y float32) byte {
	column, row := int(x), int(y)
	if uint(row) >= uint(len(c.spans)) {
		return 0
	}
	if s := &c.spans[row]; uint(column)-s.first >= s.count {
		return 0
	}
	at := c.ink[row*c.stride+column:]
	below := at[c.stride:]
	u, v := x-float32(column), y-float32(row)
	a := at[0] + u*(at[1]-at[0])
	b := below[0] + u*(below[1]-below[0])
	return byte(int32(a + v*(b-a) + 0.5))
}
