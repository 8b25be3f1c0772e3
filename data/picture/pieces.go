package picture

import "slices"

// pieces cuts what is as wide as several digits: a digit is hardly wider than
// high. Each cut is where the least ink is above each other, in the middle third
// of where it would be if all were equally wide.
func (c component) pieces(ink *Gray, height int) []component {
	n := int(float64(c.width())/float64(height) + 0.3)
	if n < 2 {
		return []component{c}
	}
	columns := make([]float32, c.width())
	for _, i := range c.pixels {
		columns[i%ink.Width-c.left] += ink.Pix[i]
	}
	cuts := []int{0}
	for k := 1; k < n; k++ {
		middle, reach := k*c.width()/n, c.width()/n/3
		best := middle
		for x := middle - reach; x <= middle+reach; x++ {
			if columns[x] < columns[best] {
				best = x
			}
		}
		cuts = append(cuts, best)
	}
	cuts = append(cuts, c.width())
	out := make([]component, n)
	for k := range out {
		out[k] = component{top: c.bottom, bottom: c.top, left: c.left + cuts[k], right: c.left + cuts[k+1]}
	}
	for _, i := range c.pixels {
		y, x := i/ink.Width, i%ink.Width-c.left
		k := 0
		for x >= cuts[k+1] {
			k++
		}
		out[k].pixels = append(out[k].pixels, i)
		out[k].top, out[k].bottom = min(out[k].top, y), max(out[k].bottom, y+1)
	}
	return slices.DeleteFunc(out, func(c component) bool { return len(c.pixels) == 0 })
}
