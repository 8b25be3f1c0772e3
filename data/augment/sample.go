package augment

import "encoding/binary"

// strip is how many rows of the result are sampled together.
const strip = 8

// sampling says where a strip comes from: the first pixel of its row i from
// (x[i], y[i]) of the framed source, the others each a step further, and all
// displaced by bend times (dx, dy). Each constant is there once for each row.
// The assembly knows the layout.
type sampling struct {
	x, y                        [strip]float32
	stepX, stepY, bend          [strip]float32
	lastColumn, lastRow, stride [strip]int32 // of the framed source
}

// away is a place where no source is.
const away = -1 << 20

// render writes the warped ink into the thin plane, each pixel sampled linearly
// between four. Ink that was drawn has values between those of bytes.
func (c *canvas) render(src []byte, w *warp, drawn bool) {
	c.thin.clear()
	c.prepare(src, drawn)
	s := &c.sampling
	for i := range strip {
		s.stepX[i], s.stepY[i], s.bend[i] = w.back[0], w.back[2], w.bend
	}
	for y := w.top; y < w.bottom && w.left < w.right; y += strip {
		s.begin(w, y)
		if c.vectors {
			c.sampleVector(w, y, drawn)
		} else {
			c.sample(w, y)
		}
	}
}

// prepare brings the source into the form in which it is sampled.
func (c *canvas) prepare(src []byte, drawn bool) {
	switch {
	case !c.vectors && !drawn:
		c.spread()
		c.mark()
	case !c.vectors:
		c.mark()
	case !drawn:
		c.enframe(src)
		c.pairVector()
	}
}

// begin sets the places that the first pixels of rows from y on come from; what
// follows the last row comes from nowhere.
func (s *sampling) begin(w *warp, y int) {
	fromX := float32(w.left) - w.anchorX
	x0, y0 := w.pivotX+frame+float32(w.back[0]*fromX), w.pivotY+frame+float32(w.back[2]*fromX)
	for i := range strip {
		fromY := float32(y+i) - w.anchorY
		s.x[i], s.y[i] = x0+float32(w.back[1]*fromY), y0+float32(w.back[3]*fromY)
		if y+i >= w.bottom {
			s.x[i], s.y[i] = away, away
		}
	}
}

// sample writes the rows from y on that are in the result.
func (c *canvas) sample(w *warp, y int) {
	s := &c.sampling
	near, lastColumn, lastRow, stride := c.near, uint(s.lastColumn[0]), uint(s.lastRow[0]), uint(c.stride)
	for i := range min(strip, w.bottom-y) {
		out := c.thin.line(y + i)[w.left:w.right]
		x, y, displaced := s.x[i], s.y[i], w.left*w.stride+y+i
		for column := range out {
			fromX, fromY := x+float32(w.bend*w.dx[displaced]), y+float32(w.bend*w.dy[displaced])
			x, y, displaced = x+w.back[0], y+w.back[2], displaced+w.stride
			// What is not in the source, also what is left of it or above, which as an
			// unsigned number is large, is taken from the frame's end.
			inColumn, inRow := min(uint(int32(fromX)), lastColumn), min(uint(int32(fromY)), lastRow)
			if at := inRow*stride + inColumn; near[at] != 0 {
				out[column] = between4(c.ink[at:], stride, fromX-float32(int32(inColumn)), fromY-float32(int32(inRow)))
			}
		}
	}
}

// between4 returns the value at (u, v) between four pixels, the first of ink,
// its neighbour to the right, and those below.
func between4(ink []float32, stride uint, u, v float32) byte {
	below := ink[stride:]
	a := ink[0] + float32(u*(ink[1]-ink[0]))
	b := below[0] + float32(u*(below[1]-below[0]))
	return byte(int32(a + float32(v*(b-a)) + 0.5))
}

// mark finds where samples see ink, which most do not: between a pixel and its
// neighbours to the right and below.
func (c *canvas) mark() {
	const both = 0x0101
	clear(c.near)
	for i := range c.points {
		at := int(c.points[i].at) - 1
		binary.LittleEndian.PutUint16(c.near[at-c.stride:], both)
		binary.LittleEndian.PutUint16(c.near[at:], both)
	}
}

// enframe copies the source into its frame of bytes.
func (c *canvas) enframe(src []byte) {
	for y := range c.height {
		copy(c.framed[(y+frame)*c.stride+frame:], src[y*c.width:][:c.width])
	}
}
