package pointwise

import "digits/graph/kernel"

// Sigmoid is 1/(1 + e^-x).
func Sigmoid(x, y []float32) { kernel.Sigmoid(x, y) }

// SigmoidSlope is the derivative of [Sigmoid].
func SigmoidSlope(x, y []float32) { kernel.SigmoidSlope(x, y) }

// Tanh takes its polynomial below 0.625 from Cephes' tanhf (Moshier, Methods and
// Programs for Mathematical Functions, 1989; netlib's cephes/single/tanhf.c).
func Tanh(x, y []float32) {
	kernel.ExpNegative(x, y, 2)
	for i, e := range y {
		v := x[i]
		far := signed((1-e)/(1+e), v)
		z := v * v
		p := float32(-5.70498872745e-3*z) + 2.06390887954e-2
		p = float32(p*z) - 5.37397155531e-2
		p = float32(p*z) + 1.33314422036e-1
		p = float32(p*z) - 3.33332819422e-1
		near := float32(p*z*v) + v
		y[i] = pick(absolute(v)-0.625, near, far)
	}
}

// TanhSlope is the derivative of [Tanh], 1 - tanh².
func TanhSlope(x, y []float32) {
	kernel.ExpNegative(x, y, 2)
	for i, e := range y {
		y[i] = 4 * e / ((1 + e) * (1 + e))
	}
}
