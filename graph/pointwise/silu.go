package pointwise

import "digits/graph/kernel"

// SiLU is x·sigmoid(x).
func SiLU(x, y []float32) {
	Sigmoid(x, y)
	for i, s := range y {
		y[i] = max(x[i], -vanishing) * s
	}
}

// SiLUSlope is the derivative of [SiLU].
func SiLUSlope(x, y []float32) {
	kernel.ExpNegative(x, y, 1)
	for i, e := range y {
		v := min(max(x[i], -vanishing), vanishing)
		inverse := 1 / (1 + e)
		y[i] = (pick(v, e, 1) + float32(v*e*inverse)) * inverse
	}
}

// Mish is x·tanh(log(1 + e^x)). The tanh is (n² + 2n)/(n² + 2n + 2) of n = e^x, both
// divided by e^2x where x is above 0.
func Mish(x, y []float32) {
	kernel.ExpNegative(x, y, 1)
	for i, e := range y {
		above, rest := mishParts(x[i], e)
		y[i] = max(x[i], -vanishing) * (above / (above + rest))
	}
}

// MishSlope is the derivative of [Mish], with 1 - tanh² as 4(n + 1)²/(n² + 2n + 2)².
func MishSlope(x, y []float32) {
	kernel.ExpNegative(x, y, 1)
	for i, e := range y {
		v := min(max(x[i], -vanishing), vanishing)
		above, rest := mishParts(v, e)
		inverse := 1 / (above + rest)
		y[i] = float32(above*inverse) + float32(v*(2*rest*inverse)*((1+e)*pick(v, e, 1)*inverse))
	}
}

// mishParts returns n² + 2n and 2, divided by e^2x where x is above 0, of e = e^-|x|.
func mishParts(x, e float32) (above, rest float32) {
	return pick(x, float32(e*e)+float32(2*e), 1+float32(2*e)), pick(x, 2, 2*e*e)
}
