package augment

// motion takes ink to where a warp shows it: exactly but for the displacement,
// which is taken in first order. To a place from the pivot it adds the anchor and
// the columns of a matrix times x and y. Only the first two of each four count.
// The assembly knows the layout.
type motion struct {
	pivot, anchor [4]float32
	byX, byY      [4]float32
	bend          [4]float32
	last          [4]int32 // column and row of the displacements
}

// motionOf turns the warp around.
func (a *Augmenter) motionOf(w *warp) motion {
	b := w.back
	det := float32(b[0]*b[3]) - float32(b[1]*b[2])
	return motion{
		pivot: [4]float32{w.pivotX, w.pivotY}, anchor: [4]float32{w.anchorX, w.anchorY},
		byX: [4]float32{b[3] / det, -b[2] / det}, byY: [4]float32{-b[1] / det, b[0] / det},
		bend: [4]float32{w.bend, w.bend},
		last: [4]int32{int32(a.width - 1), int32(a.height - 1)},
	}
}

// move writes where the ink goes.
func (c *canvas) move(w *warp) []point {
	m := c.motionOf(w)
	moved := c.moved[:len(c.points)]
	if c.vectors {
		m.applyVector(moved, c.points, w)
	} else {
		m.apply(moved, c.points, w)
	}
	return moved
}

func (m *motion) apply(moved, ink []point, w *warp) {
	for i, p := range ink {
		fromX, fromY := p.x-m.pivot[0], p.y-m.pivot[1]
		x, y := m.at(fromX, fromY)
		bent := nearest(x, m.last[0])*w.stride + nearest(y, m.last[1])
		p.x, p.y = m.at(fromX-float32(w.bend*w.dx[bent]), fromY-float32(w.bend*w.dy[bent]))
		moved[i] = p
	}
}

// at returns where the place (x, y) from the pivot goes.
func (m *motion) at(x, y float32) (float32, float32) {
	return float32(m.byX[0]*x) + float32(m.byY[0]*y) + m.anchor[0], float32(m.byX[1]*x) + float32(m.byY[1]*y) + m.anchor[1]
}

// nearest returns the pixel next to a place.
func nearest(place float32, last int32) int { return int(min(max(int32(place+0.5), 0), last)) }
