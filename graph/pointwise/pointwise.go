// Package pointwise holds the smooth activations and their derivatives in float32:
// blocks of numbers at once, with e^-|x| from package kernel and no branch on the sign
// of x, which nothing foretells. They are within some units in the last place of the
// float64 functions of package graph, NaN of NaN, and the same for any number of cores
// and instruction set.
package pointwise

import (
	"math"

	"digits/graph/kernel"
)

// Block is how many elements a Func gets at most.
const Block = 256

// Func writes a function of each element of x to y. The two are of one length, at
// most Block, and have no element in common.
type Func = func(x, y []float32)

// expOf sets each y to e^-|scale·x|.
func expOf(x, y []float32, scale float32) {
	y = y[:len(x)]
	for i, v := range x {
		y[i] = negative(v * scale)
	}
	kernel.ExpInPlace(y)
}

const sign = 1 << 31

// negative is -|x|.
func negative(x float32) float32 { return math.Float32frombits(math.Float32bits(x) | sign) }

func absolute(x float32) float32 { return math.Float32frombits(math.Float32bits(x) &^ sign) }

// signed is a, which is not negative, with the sign of x.
func signed(a, x float32) float32 {
	return math.Float32frombits(math.Float32bits(a) | math.Float32bits(x)&sign)
}

// pick is a where x has a minus sign, else b.
func pick(x, a, b float32) float32 {
	mask := uint32(int32(math.Float32bits(x)) >> 31)
	return math.Float32frombits(math.Float32bits(a)&mask | math.Float32bits(b)&^mask)
}

// above0 is a where x is above 0, else b.
func above0(x, a, b float32) float32 {
	bits := math.Float32bits(x)
	return pick(math.Float32frombits(bits|(bits-1)), b, a)
}

// vanishing is where e^-x is 0 in float32, so that larger numbers need not be told
// from it, and Inf·0 does not come up.
const vanishing = 105

func Sigmoid(x, y []float32) {
	expOf(x, y, 1)
	for i, e := range y {
		y[i] = pick(x[i], e, 1) / (1 + e)
	}
}

func SigmoidSlope(x, y []float32) {
	expOf(x, y, 1)
	for i, e := range y {
		y[i] = e / ((1 + e) * (1 + e))
	}
}

// The polynomial of tanh below 0.625 is Cephes' tanhf (Moshier, Methods and Programs
// for Mathematical Functions, 1989).
func Tanh(x, y []float32) {
	expOf(x, y, 2)
	for i, e := range y {
		v := x[i]
		far := signed((1-e)/(1+e), v)
		z := v * v
		p := -5.70498872745e-3*z + 2.06390887954e-2
		p = p*z - 5.37397155531e-2
		p = p*z + 1.33314422036e-1
		p = p*z - 3.33332819422e-1
		near := p*z*v + v
		y[i] = pick(absolute(v)-0.625, near, far)
	}
}

func TanhSlope(x, y []float32) {
	expOf(x, y, 2)
	for i, e := range y {
		y[i] = 4 * e / ((1 + e) * (1 + e))
	}
}

// log1p is log(1+e) for e in 0..1: 2·artanh(s) of s = e/(2+e), at most 1/3, by its
// series.
func log1p(e float32) float32 {
	s := e / (2 + e)
	z := s * s
	p := float32(1./15)*z + 1./13
	p = p*z + 1./11
	p = p*z + 1./9
	p = p*z + 1./7
	p = p*z + 1./5
	p = p*z + 1./3
	return 2 * (p*z*s + s)
}

func Softplus(x, y []float32) {
	expOf(x, y, 1)
	for i, e := range y {
		y[i] = pick(x[i], 0, x[i]) + log1p(e)
	}
}

func LogSigmoid(x, y []float32) {
	expOf(x, y, 1)
	for i, e := range y {
		y[i] = pick(x[i], x[i], 0) - log1p(e)
	}
}

// LogSigmoidSlope is the sigmoid of -x.
func LogSigmoidSlope(x, y []float32) {
	expOf(x, y, 1)
	for i, e := range y {
		y[i] = pick(x[i], 1, e) / (1 + e)
	}
}

func SiLU(x, y []float32) {
	Sigmoid(x, y)
	for i, s := range y {
		y[i] = max(x[i], -vanishing) * s
	}
}

func SiLUSlope(x, y []float32) {
	expOf(x, y, 1)
	for i, e := range y {
		v := min(max(x[i], -vanishing), vanishing)
		inverse := 1 / (1 + e)
		y[i] = (pick(v, e, 1) + v*e*inverse) * inverse
	}
}

// Mish has tanh(log(1+e^x)) as (n² + 2n)/(n² + 2n + 2) of n = e^x, both by e^2x
// where x is above 0.
func Mish(x, y []float32) {
	expOf(x, y, 1)
	for i, e := range y {
		above, rest := mishParts(x[i], e)
		y[i] = max(x[i], -vanishing) * (above / (above + rest))
	}
}

// MishSlope has 1 - tanh² as 4(n+1)²/(n² + 2n + 2)².
func MishSlope(x, y []float32) {
	expOf(x, y, 1)
	for i, e := range y {
		v := min(max(x[i], -vanishing), vanishing)
		above, rest := mishParts(v, e)
		inverse := 1 / (above + rest)
		y[i] = above*inverse + v*(2*rest*inverse)*((1+e)*pick(v, e, 1)*inverse)
	}
}

func mishParts(x, e float32) (above, rest float32) {
	return pick(x, e*e+2*e, 1+2*e), pick(x, 2, 2*e*e)
}

// ELU is scale·x above 0, else scale·alpha·(e^(x/width) - 1).
func ELU(scale, alpha, width float64) Func {
	above, below, narrow := float32(scale), float32(scale*alpha), float32(1/width)
	return func(x, y []float32) {
		// e^x - 1 is 2t/(1-t) of t = tanh(x/2).
		for i, v := range x {
			y[i] = negative(v*narrow) / 2
		}
		var halves [Block]float32
		copy(halves[:], y)
		Tanh(halves[:len(x)], y)
		for i, t := range y {
			y[i] = above0(x[i], above*x[i], below*(2*t/(1-t)))
		}
	}
}

func ELUSlope(scale, alpha, width float64) Func {
	above, below, narrow := float32(scale), float32(scale*alpha/width), float32(1/width)
	return func(x, y []float32) {
		expOf(x, y, narrow)
		for i, e := range y {
			y[i] = above0(x[i], above+0*e, below*e)
		}
	}
}

// tails sets each y to 1 - Φ(|x|), Φ the normal distribution function: half the
// complementary error function in the form of Press et al., Numerical Recipes
// (erfcc), t·exp(-z² + a polynomial in t) of t = 1/(1 + z/2), within 1.2e-7 of it.
func tails(x, y []float32) {
	for i, v := range x {
		z := absolute(v) * (1 / math.Sqrt2)
		t := 1 / (1 + z/2)
		p := 0.17087277*t - 0.82215223
		p = p*t + 1.48851587
		p = p*t - 1.13520398
		p = p*t + 0.27886807
		p = p*t - 0.18628806
		p = p*t + 0.09678418
		p = p*t + 0.37409196
		p = p*t + 1.00002368
		y[i] = min(p*t-1.26551223-z*z, 0)
	}
	kernel.ExpInPlace(y)
	for i, e := range y {
		y[i] = e / (2 + absolute(x[i])*(1/math.Sqrt2))
	}
}

// normalVanishing is where 1 - Φ is 0 in float32.
const normalVanishing = 15

func GELU(x, y []float32) {
	tails(x, y)
	for i, tail := range y {
		y[i] = max(x[i], -normalVanishing) * pick(x[i], tail, 1-tail)
	}
}

// GELUSlope is Φ + x·Φ'.
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
		y[i] = pick(v, tail, 1-tail) + v*density[i]*float32(1/math.Sqrt(2*math.Pi))
	}
}

// GELUByTanh is x·sigmoid(u) of geluArgument's u.
func GELUByTanh(x, y []float32) {
	var arguments [Block]float32
	u := geluArguments(x, arguments[:])
	Sigmoid(u, y)
	for i, s := range y {
		y[i] = max(x[i], -normalVanishing) * s
	}
}

func GELUByTanhSlope(x, y []float32) {
	var arguments [Block]float32
	u := geluArguments(x, arguments[:])
	expOf(u, y, 1)
	for i, e := range y {
		v := min(max(x[i], -normalVanishing), normalVanishing)
		slope := geluFactor * (1 + 3*0.044715*v*v)
		inverse := 1 / (1 + e)
		y[i] = (pick(v, e, 1) + v*slope*e*inverse) * inverse
	}
}

const geluFactor float32 = 2 * 0.79788456080286535588 // 2·√(2/π)

func geluArguments(x, u []float32) []float32 {
	for i, v := range x {
		u[i] = geluFactor * v * (1 + 0.044715*v*v)
	}
	return u[:len(x)]
}
