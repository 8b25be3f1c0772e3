package augment

// growth draws by how many pixels a stroke's edge advances on each side; below 0
// it recedes. Two of five images keep their width.
func (c *canvas) growth() float32 {
	thinner, thicker := float32(c.settings.Thinner), float32(c.settings.Thicker)
	if thinner+thicker == 0 || c.random.chance(0.4) {
		return 0
	}
	return c.random.between(-thinner, thicker) * c.pixel
}

// widen writes the thin plane into the wide one with strokes that are wider by
// grow pixels on each side, -1 to 1: between it and its grey dilation (for each
// pixel the largest of it and its four neighbours) or its grey erosion (the
// smallest), in that proportion. The digit keeps its darkest value, and a thin
// one its strokes.
func (c *canvas) widen(grow float32) {
	share := func(part float32) uint64 { return uint64(float32(part*256) + 0.5) }
	m := morphology{from: &c.thin, to: &c.wide, vectors: c.vectors}
	if grow > 0 {
		m.dilate(share(min(grow, 1)))
		return
	}
	before, after := m.erode()
	darkest, mixed := m.mix(share(min(-grow, 1, 4*float32(after)/float32(max(before, 1)))))
	if 0 < mixed && mixed < darkest {
		m.stretch(darkest<<8/mixed + 1)
	}
}
