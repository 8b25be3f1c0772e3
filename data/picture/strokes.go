package picture

import "errors"

// ErrBlank is returned for a picture without any strokes.
var ErrBlank = errors.New("picture: there is nothing on the paper")

// Cleaned returns the strokes of a picture of ink at full strength, and nothing
// else: no grain of the paper, no specks, no shadows from the edge. ErrBlank if
// nothing is left.
func Cleaned(ink *Gray) (*Gray, error) {
	mask, threshold := inked(ink)
	parts := components(mask, ink.Height, ink.Width)
	keep := digitsParts(parts, ink)
	if len(keep) == 0 {
		return nil, ErrBlank
	}
	strong := make([]float32, 0, 1024)
	near := make([]bool, len(ink.Pix)) // the strokes and the pixels beside them
	for _, c := range keep {
		for _, i := range c.pixels {
			strong = append(strong, ink.Pix[i])
			near[i] = true
		}
	}
	near = grown(near, ink.Height, ink.Width)
	// Full strength is a quarter from the top: a stroke's edges are weaker, and its
	// crossings stronger, than it is.
	low, full := threshold/2, quantile(strong, 0.75)
	if ink.Height <= evenFrom && ink.Width <= evenFrom {
		low = min(low, 0.02) // no paper has grain at this size: edges are all ink
	}
	out := strengthened(ink, low, full)
	for i := range out.Pix {
		if !near[i] {
			out.Pix[i] = 0
		}
	}
	return out, nil
}

// strengthened maps ink from low to full to 0 to 1.
func strengthened(ink *Gray, low, full float32) *Gray {
	return ink.mapped(func(v float32) float32 { return min(max((v-low)/(full-low), 0), 1) })
}

// faintest is the least ink that counts: a pencil's, a shadow's of the paper's
// own structure is weaker.
const faintest = 0.06

// inked returns which pixels are ink, by Otsu's threshold.
func inked(ink *Gray) ([]bool, float32) {
	threshold, _ := otsu(ink.Pix, 0, quantile(ink.Pix, 0.999))
	threshold = max(threshold, faintest)
	mask := make([]bool, len(ink.Pix))
	for i, v := range ink.Pix {
		mask[i] = v > threshold
	}
	return mask, threshold
}

// digitsParts returns the components that belong to a digit: the one with the
// most ink and those that are not small beside it. What touches the picture's
// edge is a shadow or a neighbour, unless it is most of the ink.
func digitsParts(parts []component, ink *Gray) []component {
	const small, most = 0.03, 0.5
	all, largest := 0, 0
	for _, c := range parts {
		all += len(c.pixels)
	}
	inside := parts[:0:0]
	for _, c := range parts {
		if !c.touches(ink.Height, ink.Width) || float64(len(c.pixels)) >= most*float64(all) {
			inside = append(inside, c)
		}
	}
	if len(inside) == 0 {
		inside = parts
	}
	for _, c := range inside {
		largest = max(largest, len(c.pixels))
	}
	keep := inside[:0:0]
	for _, c := range inside {
		if float64(len(c.pixels)) >= small*float64(largest) {
			keep = append(keep, c)
		}
	}
	return keep
}

// grown adds the neighbours of what is set.
func grown(mask []bool, height, width int) []bool {
	out := make([]bool, len(mask))
	for i, set := range mask {
		if set {
			around(i, height, width, func(j int) { out[j] = true })
		}
	}
	return out
}
