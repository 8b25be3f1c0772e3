package report

import (
	"fmt"
	"image/color"
	"math"

	"digits/train/plot"
)

// mostUnits are drawn of the first layer.
const mostUnits = 64

// firstKernel is the first layer's kernel (pixels, units), row-major, if it
// takes an image's pixels.
func (r *Report) firstKernel() (values []float32, units int) {
	for _, t := range r.Model.Params.All() {
		shape := t.Shape()
		if values, ok := t.Data().([]float32); ok && len(shape) == 2 && shape[0] == r.Test.Size() {
			return values, shape[1]
		}
		return nil, 0
	}
	return nil, 0
}

// weights draws each unit's weights as an image. All have one scale: the
// largest amount of any weight that is drawn has the full colour.
func (r *Report) weights() (tiles, bool) {
	kernel, units := r.firstKernel()
	drawn := min(units, mostUnits)
	if drawn == 0 {
		return tiles{}, false
	}
	largest := 0.
	for i, w := range kernel {
		if i%units < drawn {
			largest = max(largest, math.Abs(float64(w)))
		}
	}
	t := tiles{
		title:   fmt.Sprintf("%d of %d units; blue is -%.2g, white 0, orange %.2g", drawn, units, largest, largest),
		columns: min(8, max(drawn, 6)), side: 1.7 * centimeter, width: 1.9 * centimeter,
	}
	for u := range drawn {
		t.tiles = append(t.tiles, tile{image: enlarged(r.Test.Width, r.Test.Height, func(x, y int) color.RGBA {
			return signed(float64(kernel[(y*r.Test.Width+x)*units+u]), largest)
		})})
	}
	return t, true
}

// signed is a weight's colour.
func signed(w, largest float64) color.RGBA {
	switch {
	case largest == 0:
		return blend(plot.Blue, 0)
	case w < 0:
		return blend(plot.Blue, -w/largest)
	}
	return blend(plot.Vermillion, w/largest)
}
