package picture

import "slices"

// Ink returns how much darker than the paper around it each pixel of a light
// picture is, 0 to 1 as a share of the paper's own lightness. So a shadow on the
// paper is not ink. Where a broad pen leaves no paper to see, it is as light as
// that around.
func Ink(g *Gray) *Gray {
	out := NewGray(g.Height, g.Width)
	if min(g.Height, g.Width) < evenFrom {
		paper := max(quantile(g.Pix, 0.95), darkestPaper)
		for i, v := range g.Pix {
			out.Pix[i] = max(0, 1-v/paper)
		}
		return out
	}
	paper := coarse(g, func(cell []float32) float32 { return quantile(cell, 0.85) })
	paper = paper.filled(inkOnly(parted(g), paper.Height, paper.Width)).brightest3().median3().smooth3()
	for y := range g.Height {
		for x, v := range g.Row(y) {
			out.Row(y)[x] = max(0, 1-v/max(paper.sample(y, x, g.Height, g.Width), darkestPaper))
		}
	}
	return out
}

// evenFrom is the least side of a picture whose light can be uneven: a drawing or
// a small scan has no room for a shadow.
const evenFrom = 64

const (
	darkestPaper = 0.05
	cells        = 16 // that a picture's longer side is divided into
)

// coarse returns a picture of cells, each made of the pixels in it.
func coarse(g *Gray, of func(cell []float32) float32) *Gray {
	size := (max(g.Height, g.Width) + cells - 1) / cells
	out := NewGray((g.Height+size-1)/size, (g.Width+size-1)/size)
	cell := make([]float32, 0, size*size)
	for y := range out.Height {
		for x := range out.Width {
			cell = cell[:0]
			for row := y * size; row < min((y+1)*size, g.Height); row++ {
				cell = append(cell, g.Row(row)[x*size:min((x+1)*size, g.Width)]...)
			}
			out.Row(y)[x] = of(cell)
		}
	}
	return out
}

// inkOnly reports which of height x width cells have less than a seventh of paper
// in them, the least of which coarse finds the paper's lightness.
func inkOnly(parts *Gray, height, width int) []bool {
	bright := make([]share, height*width)
	for y := range parts.Height {
		for x, v := range parts.Row(y) {
			cell := (2*y+1)*height/(2*parts.Height)*width + (2*x+1)*width/(2*parts.Width)
			bright[cell].count(v >= 0)
		}
	}
	out := make([]bool, len(bright))
	for i, s := range bright {
		out[i] = s.all > 0 && s.of() < 1./7
	}
	return out
}

// filled returns the picture with the pixels that are unknown as the mean of those
// beside them, from the known ones inwards.
func (g *Gray) filled(unknown []bool) *Gray {
	g = g.Part(0, 0, g.Height, g.Width)
	for {
		found := map[int]float32{}
		for i, u := range unknown {
			if !u {
				continue
			}
			var sum, n float32
			around(i, g.Height, g.Width, func(j int) {
				if !unknown[j] {
					sum += g.Pix[j]
					n++
				}
			})
			if n > 0 {
				found[i] = sum / n
			}
		}
		if len(found) == 0 {
			return g
		}
		for i, v := range found {
			g.Pix[i], unknown[i] = v, false
		}
	}
}

// sample interpolates between the cells that lie around pixel y, x of a picture
// of that height and width.
func (g *Gray) sample(y, x, height, width int) float32 {
	size := float32((max(height, width) + cells - 1) / cells)
	fy, fx := (float32(y)+0.5)/size-0.5, (float32(x)+0.5)/size-0.5
	iy, ix := floor(fy), floor(fx)
	fy, fx = fy-float32(iy), fx-float32(ix)
	top := g.At(iy, ix)*(1-fx) + g.At(iy, ix+1)*fx
	bottom := g.At(iy+1, ix)*(1-fx) + g.At(iy+1, ix+1)*fx
	return top*(1-fy) + bottom*fy
}

func floor(v float32) int {
	i := int(v)
	if v < 0 && float32(i) != v {
		i--
	}
	return i
}

// nines returns the picture with each pixel made of the 3 x 3 around it.
func (g *Gray) nines(of func(nine []float32) float32) *Gray {
	out := NewGray(g.Height, g.Width)
	nine := make([]float32, 9)
	for y := range g.Height {
		for x := range g.Width {
			for i := range nine {
				nine[i] = g.At(y+i/3-1, x+i%3-1)
			}
			out.Row(y)[x] = of(nine)
		}
	}
	return out
}

func (g *Gray) brightest3() *Gray {
	return g.nines(func(nine []float32) float32 { return slices.Max(nine) })
}

func (g *Gray) median3() *Gray {
	return g.nines(func(nine []float32) float32 { return quantile(nine, 0.5) })
}

func (g *Gray) smooth3() *Gray {
	return g.nines(func(nine []float32) float32 {
		sum := float32(0)
		for _, v := range nine {
			sum += v
		}
		return sum / 9
	})
}
