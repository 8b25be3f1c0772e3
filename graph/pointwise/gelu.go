package pointwise

import (
	"math"

	"digits/graph/kernel"
)

// GELU is x·Φ(x), Φ the normal distribution function.
func GELU(x, y []float32) {
	tails(x, y)
	for i, tail := range y {
		y[i] = max(x[i], -normalVanishing) * pick(x[i], tail, 1-tail)
	}
}

// GELUSlope is the derivative of [GELU], Φ(x) + x·Φ'(x).
func GELUSlope(x, y []float32) {
	tails(x, y)
	var squares [Block]float32
	density := squares[:len(x)]
	for i, v := range x {
		density[i] = -v * v / 2
	}
	kernel.ExpInPlace(density)
	for i, tail := range y {
		v := min(max(x[i], -normalVanishing), normalVanishing)
		y[i] = pick(v, tail, 1-tail) + float32(v*density[i]*float32(1/math.Sqrt(2*math.Pi)))
	}
}

// tails sets each y to 1 - Φ(|x|), Φ the normal distribution function: half the
// complementary error function in the form of Press et al., Numerical Recipes
// (erfcc), t·exp(-z² + a polynomial in t) of t = 1/(1 + z/2), within 1.2e-7 of it.
func tails(x, y []float32) {
	for i, v := range x {
		z := absolute(v) * (1 / math.Sqrt2)
		t := 1 / (1 + z/2)
		p := float32(0.17087277*t) - 0.82215223
		p = float32(p*t) + 1.48851587
		p = float32(p*t) - 1.13520398
		p = float32(p*t) + 0.27886807
		p = float32(p*t) - 0.18628806
		p = float32(p*t) + 0.09678418
		p = float32(p*t) + 0.37409196
		p = float32(p*t) + 1.00002368
		y[i] = min(float32(p*t)-1.26551223-float32(z*z), 0)
	}
	kernel.ExpInPlace(y)
	for i, e := range y {
		y[i] = e / (2 + float32(absolute(x[i])*(1/math.Sqrt2)))
	}
}

// normalVanishing is where 1 - Φ is 0 in float32.
const normalVanishing = 15

// GELUByTanh is x·(1 + tanh u)/2 of u = √(2/π)·(x + 0.044715·x³), as x·sigmoid(2u).
func GELUByTanh(x, y []float32) {
	var arguments [Block]float32
	u := geluArguments(x, arguments[:])
	Sigmoid(u, y)
	for i, s := range y {
		y[i] = max(x[i], -normalVanishing) * s
	}
}

// GELUByTanhSlope is the derivative of [GELUByTanh].
func GELUByTanhSlope(x, y []float32) {
	var arguments [Block]float32
	u := geluArguments(x, arguments[:])
	kernel.ExpNegative(u, y, 1)
	for i, e := range y {
		v := min(max(x[i], -normalVanishing), normalVanishing)
		slope := geluFactor * (1 + float32(3*0.044715*v*v))
		inverse := 1 / (1 + e)
		y[i] = (pick(v, e, 1) + float32(v*slope*e*inverse)) * inverse
	}
}

const geluFactor float32 = 2 * 0.79788456080286535588 // 2·√(2/π)

// geluArguments sets each u to the 2u of x.
func geluArguments(x, u []float32) []float32 {
	for i, v := range x {
		u[i] = geluFactor * v * (1 + float32(0.044715*v*v))
	}
	return u[:len(x)]
}
