package augment

import "math"

// warp says where each pixel of the result comes from. The pixel at (x, y) shows
// the source at pivot + back·((x, y) - anchor) + bend·(dx, dy)[x*stride+y].
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
	w.bend, w.stride = float32(s.Elastic)*c.pixel, c.fabric.stride
	w.dx, w.dy = c.fabric.values, c.fabric.values
	if s.Elastic > 0 {
		w.dx, w.dy = c.fabric.window(r), c.fabric.window(r)
	}
	size := float32(before.side() * (1 + r.within(float32(s.Scale))))
	shift := float32(float32(s.Shift) * c.pixel)
	c.place(&w, max(size-float32(2*grow), 1), before.x+r.within(shift), before.y+r.within(shift))
	return w
}

// turn returns the matrix that takes the result's directions to the source's.
func turn(degrees, shear, aspect float32) [4]float32 {
	sin, cos := math.Sincos(float64(degrees) * math.Pi / 180)
	stretch := math.Exp(float64(aspect) / 2)
	a, b := cos/stretch, float64(sin*stretch)
	d, e := -sin/stretch, float64(cos*stretch)
	return [4]float32{float32(a), float32(b + float64(a*float64(shear))), float32(d), float32(e + float64(d*float64(shear)))}
}

// place sets size and anchor so that the warped ink's larger side is size and
// its centre of mass at (x, y). Where the ink goes is found by turning the warp
// around.
func (c *canvas) place(w *warp, size, x, y float32) {
	moved := c.measure(c.move(w))
	zoom := size / moved.side()
	for i := range w.back {
		w.back[i] /= zoom
	}
	w.left, w.right = limits(x+float32(zoom*(moved.left-moved.x)), x+float32(zoom*(moved.right-moved.x)), c.width)
	w.top, w.bottom = limits(y+float32(zoom*(moved.top-moved.y)), y+float32(zoom*(moved.bottom-moved.y)), c.height)
	w.anchorX, w.anchorY = x-float32(zoom*(moved.x-w.anchorX)), y-float32(zoom*(moved.y-w.anchorY))
}

// limits returns the pixels from lo to hi, with room for soft edges and for what
// first order misses.
func limits(lo, hi float32, size int) (first, end int) {
	const room = 3
	return min(max(int(lo-room), 0), size), min(max(int(hi+room+1), 0), size)
}
