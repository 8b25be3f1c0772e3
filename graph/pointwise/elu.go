package pointwise

import "digits/graph/kernel"

// ELU returns the function that is scale·x above 0, else scale·alpha·(e^(x/width) - 1),
// of a width above 0: ELU, SELU and CELU.
func ELU(scale, alpha, width float64) Func {
	above, below, narrow := float32(scale), float32(scale*alpha), float32(1/width)
	return func(x, y []float32) {
		// e^x - 1 is 2t/(1-t) of t = tanh(x/2).
		var halves [Block]float32
		for i, v := range x {
			halves[i] = negative(v*narrow) / 2
		}
		Tanh(halves[:len(x)], y)
		for i, t := range y {
			y[i] = above0(x[i], above*x[i], below*(2*t/(1-t)))
		}
	}
}

// ELUSlope returns the derivative of [ELU]: at 0, the one from below.
func ELUSlope(scale, alpha, width float64) Func {
	above, below, narrow := float32(scale), float32(scale*alpha/width), float32(1/width)
	return func(x, y []float32) {
		kernel.ExpNegative(x, y, narrow)
		for i, e := range y {
			y[i] = above0(x[i], above+float32(0*e), below*e)
		}
	}
}
