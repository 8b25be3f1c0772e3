package picture

import "math"

// Centered puts a picture of at most 28 x 28 into one of MNIST's size, its centre
// of mass at the middle: the pixel whose number is 14 in both directions, to the
// nearest whole pixel, as MNIST's own are.
func Centered(ink *Gray) *Gray {
	sum, sumY, sumX := 0.0, 0.0, 0.0
	for y := range ink.Height {
		for x, v := range ink.Row(y) {
			sum += float64(v)
			sumY += float64(v) * float64(y)
			sumX += float64(v) * float64(x)
		}
	}
	out := NewGray(Size, Size)
	if sum == 0 {
		return out
	}
	shift := func(moment float64, side int) int {
		return min(max(int(math.Round(Size/2-moment/sum)), 0), Size-side)
	}
	top, left := shift(sumY, ink.Height), shift(sumX, ink.Width)
	for y := range ink.Height {
		copy(out.Row(top + y)[left:], ink.Row(y))
	}
	return out
}
