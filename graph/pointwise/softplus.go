package pointwise

import "digits/graph/kernel"

// Softplus is log(1 + e^x), whose derivative is [Sigmoid].
func Softplus(x, y []float32) {
	kernel.ExpNegative(x, y, 1)
	for i, e := range y {
		y[i] = pick(x[i], 0, x[i]) + log1p(e)
	}
}

// LogSigmoid is the logarithm of [Sigmoid].
func LogSigmoid(x, y []float32) {
	kernel.ExpNegative(x, y, 1)
	for i, e := range y {
		y[i] = pick(x[i], x[i], 0) - log1p(e)
	}
}

// LogSigmoidSlope is the derivative of [LogSigmoid], the sigmoid of -x.
func LogSigmoidSlope(x, y []float32) {
	kernel.ExpNegative(x, y, 1)
	for i, e := range y {
		y[i] = pick(x[i], 1, e) / (1 + e)
	}
}

// log1p is log(1+e) for e in 0..1: 2·artanh(s) of s = e/(2+e), at most 1/3, by its
// series.
func log1p(e float32) float32 {
	s := e / (2 + e)
	z := s * s
	p := float32(float32(1./15)*z) + 1./13
	p = float32(p*z) + 1./11
	p = float32(p*z) + 1./9
	p = float32(p*z) + 1./7
	p = float32(p*z) + 1./5
	p = float32(p*z) + 1./3
	return 2 * (float32(p*z*s) + s)
}
