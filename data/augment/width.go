package augment

// growth draws by how many pixels a stroke's edge advances on each side; below 0
// it recedes. Half of the images keep their width.
func (c *canvas) growth() float32 {
	thinner, thicker := float32(c.settings.Thinner), float32(c.settings.Thicker)
	if thinner+thicker == 0 || c.random.chance(0.4) {
		return 0
	}
	return c.random.between(-thinner, thicker) * c.pixel
}

// widen writes the image with strokes that are wider by grow pixels on each side,
// -1 to 1: between it and its grey dilation (for each pixel the largest of it and
// its four neighbours) or its grey erosion (the smallest), in that proportion.
// The digit keeps its darkest value, and a thin one its strokes.
func (c *canvas) widen(dst, src []byte, grow float32) {
	clear(dst)
	thinner := grow < 0
	part := min(max(grow, -grow), 1)
	var before, after, darkest, mixed int
	for y := range c.height {
		above, row, below := c.line(src, y-1), c.line(src, y), c.line(src, y+1)
		for x, v := range row {
			if v|above[x]|below[x]|row[max(x-1, 0)]|row[min(x+1, c.width-1)] == 0 {
				continue
			}
			l, r := row[max(x-1, 0)], row[min(x+1, c.width-1)]
			var e byte
			if thinner {
				e = min(v, l, r, above[x], below[x])
			} else {
				e = max(v, l, r, above[x], below[x])
			}
			dst[y*c.width+x] = e
			before, after = before+int(v), after+int(e)
			darkest = max(darkest, int(v))
		}
	}
	if thinner {
		part = min(part, 4*float32(after)/float32(max(before, 1)))
	}
	for i, e := range dst {
		if e|src[i] != 0 {
			v := float32(src[i])
			dst[i] = byte(v + part*(float32(e)-v) + 0.5)
			mixed = max(mixed, int(dst[i]))
		}
	}
	if thinner && mixed > 0 && mixed < darkest {
		gain := float32(darkest) / float32(mixed)
		for i, v := range dst {
			if v != 0 {
				dst[i] = byte(min(float32(v)*gain+0.5, 255))
			}
		}
	}
}

// line returns a row of the image; the first stands for what is above, the last
// for what is below.
func (c *canvas) line(src []byte, y int) []byte {
	return src[min(max(y, 0), c.height-1)*c.width:][:c.width]
}
