package picture

import "math"

// parted returns what is bright in a picture and what is dark, 1 and -1, made
// smaller if the picture is larger than 64 x 64; 0 is neither, where there is no
// edge to tell.
//
// A threshold for all of a picture calls its shadows dark, and one that follows
// the light, as the median of the surroundings, falls into the ink where a stroke
// is as wide as the surroundings: then the ink's own middle is no darker than its
// threshold. At an edge between ink and paper there is always as much of the one
// as of the other, however wide the stroke, the sheet or the margin, so that the
// threshold is taken there, the middle between the darkest and the brightest
// nearby; light changes slowly and makes no edges. What lies between edges is one
// thing, ink or paper, and is what most of its own edge says.
func parted(g *Gray) *Gray {
	const most = 64
	if longer := max(g.Height, g.Width); longer > most {
		g = shrunk(g, max(1, g.Height*most/longer), max(1, g.Width*most/longer))
	}
	contrast, middle := edges(g)
	edge := leastEdge(contrast)
	out := NewGray(g.Height, g.Width)
	calm := make([]bool, len(g.Pix))
	for i, c := range contrast.Pix {
		if calm[i] = c < edge; !calm[i] {
			out.Pix[i] = sign(float32(math.Log(float64(g.Pix[i])+veil)) - middle.Pix[i])
		}
	}
	for _, c := range components(calm, g.Height, g.Width) {
		votes := float32(0)
		for _, i := range c.pixels {
			own := float32(math.Log(float64(g.Pix[i]) + veil))
			around(i, g.Height, g.Width, func(j int) {
				if !calm[j] {
					votes += sign(own - middle.Pix[j])
				}
			})
		}
		for _, i := range c.pixels {
			out.Pix[i] = sign(votes)
		}
	}
	return out
}

// veil is added to lightness before its logarithm is taken: in logarithms a shadow
// is the same step on paper and on ink, but so near black there is only noise.
const veil = 0.3

// edges returns, for each pixel, how far the logarithms of the darkest and the
// brightest near it are apart, and their middle. Near is a thirtieth of the
// picture, the width of a blurred edge.
func edges(g *Gray) (contrast, middle *Gray) {
	reach := max(1, (max(g.Height, g.Width)+16)/32)
	logs := g.mapped(func(v float32) float32 { return float32(math.Log(float64(v) + veil)) })
	low, high := logs.extremes(reach)
	for i, l := range low.Pix {
		low.Pix[i], high.Pix[i] = high.Pix[i]-l, (high.Pix[i]+l)/2
	}
	return low, high
}

// leastEdge returns the contrast that makes an edge: two fifths of the strongest,
// since ink in the shadow and thin strokes have less, or twice that of the calmest
// tenth, which is the paper's grain.
func leastEdge(contrast *Gray) float32 {
	strongest, grain := quantile(contrast.Pix, 0.995), quantile(contrast.Pix, 0.1)
	return min(max(0.4*strongest, 2*grain), 0.6*strongest)
}

// extremes returns the least and the greatest value at most reach rows and columns
// from each pixel.
func (g *Gray) extremes(reach int) (low, high *Gray) {
	along := func(low, high *Gray) (*Gray, *Gray) { // in rows; rows and columns change places
		l, h := NewGray(low.Width, low.Height), NewGray(low.Width, low.Height)
		for y := range low.Height {
			lows, highs := low.Row(y), high.Row(y)
			for x := range lows {
				from, to := max(x-reach, 0), min(x+reach+1, low.Width)
				least, most := lows[from], highs[from]
				for k := from + 1; k < to; k++ {
					least, most = min(least, lows[k]), max(most, highs[k])
				}
				l.Pix[x*l.Width+y], h.Pix[x*l.Width+y] = least, most
			}
		}
		return l, h
	}
	return along(along(g, g))
}

// around calls f for the pixels beside pixel i, by edges or corners, and for i.
func around(i, height, width int, f func(j int)) {
	y, x := i/width, i%width
	for ny := max(y-1, 0); ny <= min(y+1, height-1); ny++ {
		for nx := max(x-1, 0); nx <= min(x+1, width-1); nx++ {
			f(ny*width + nx)
		}
	}
}

func sign(v float32) float32 {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}
