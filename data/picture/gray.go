package picture

import (
	"math"
	"slices"
)

// Gray is a picture of Height x Width numbers, row-major: of lightness, 0 for
// black to 1 for white, or of ink, 0 for none to 1.
type Gray struct {
	Height, Width int
	Pix           []float32
}

// NewGray returns a picture of zeros.
func NewGray(height, width int) *Gray {
	return &Gray{Height: height, Width: width, Pix: make([]float32, height*width)}
}

// Row returns row y, a view.
func (g *Gray) Row(y int) []float32 { return g.Pix[y*g.Width : (y+1)*g.Width] }

// At returns the pixel of row y and column x; beyond the edges, the nearest one.
func (g *Gray) At(y, x int) float32 {
	return g.Pix[min(max(y, 0), g.Height-1)*g.Width+min(max(x, 0), g.Width-1)]
}

// Bytes returns the picture as bytes, 0 to 255, rounded.
func (g *Gray) Bytes() []byte {
	b := make([]byte, len(g.Pix))
	for i, v := range g.Pix {
		b[i] = byte(min(max(v, 0), 1)*255 + 0.5)
	}
	return b
}

// FromBytes returns the picture of bytes, 0 to 255, as numbers 0 to 1.
func FromBytes(height, width int, pixels []byte) *Gray {
	g := NewGray(height, width)
	for i, b := range pixels[:height*width] {
		g.Pix[i] = float32(b) / 255
	}
	return g
}

// mapped returns the picture with f applied to each pixel.
func (g *Gray) mapped(f func(float32) float32) *Gray {
	out := NewGray(g.Height, g.Width)
	for i, v := range g.Pix {
		out.Pix[i] = f(v)
	}
	return out
}

// Part returns a copy of rows top..bottom-1 and columns left..right-1.
func (g *Gray) Part(top, left, bottom, right int) *Gray {
	out := NewGray(bottom-top, right-left)
	for y := range out.Height {
		copy(out.Row(y), g.Row(top + y)[left:right])
	}
	return out
}

// quantile returns the value that a share q of the pixels does not exceed, by C. A.
// R. Hoare's FIND (1961).
func quantile(pixels []float32, q float64) float32 {
	v := slices.Clone(pixels)
	wanted := int(math.Round(q * float64(len(v)-1)))
	for lo, hi := 0, len(v)-1; lo < hi; {
		pivot, i, j := v[(lo+hi)/2], lo, hi
		for i <= j {
			for v[i] < pivot {
				i++
			}
			for v[j] > pivot {
				j--
			}
			if i <= j {
				v[i], v[j] = v[j], v[i]
				i++
				j--
			}
		}
		if wanted <= j {
			hi = j
		} else if wanted >= i {
			lo = i
		} else {
			break
		}
	}
	return v[wanted]
}

// otsu returns the threshold that parts values from low to high into the two
// classes of the largest variance between them (N. Otsu, A threshold selection
// method from gray-level histograms, 1979), and that variance as a share of the
// whole.
func otsu(pixels []float32, low, high float32) (threshold float32, separation float64) {
	const bins = 256
	var counts [bins]float64
	if !(high > low) {
		return low, 0
	}
	for _, v := range pixels {
		counts[min(max(int((v-low)/(high-low)*bins), 0), bins-1)]++
	}
	n, sum, squares := float64(len(pixels)), 0.0, 0.0
	for i, c := range counts {
		sum += c * float64(i)
		squares += c * float64(i) * float64(i)
	}
	below, sumBelow, best, at := 0.0, 0.0, -1.0, 0.0
	ties := 0.0
	for i, c := range counts[:bins-1] {
		below += c
		sumBelow += c * float64(i)
		if below == 0 || below == n {
			continue
		}
		d := sumBelow/below - (sum-sumBelow)/(n-below)
		switch between := below * (n - below) * d * d; {
		case between > best:
			best, at, ties = between, float64(i), 1
		case between == best: // an empty stretch between the classes: its middle
			at += float64(i)
			ties++
		}
	}
	if ties == 0 {
		return low, 0
	}
	variance := n*squares - sum*sum
	return low + (high-low)*float32((at/ties+1)/bins), best / variance
}
