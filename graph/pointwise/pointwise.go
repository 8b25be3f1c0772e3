// Package pointwise holds the smooth activations and their derivatives in float32:
// blocks of numbers at once, with e^-|x| from package kernel and no branch on the sign
// of x, which nothing foretells. They are within some units in the last place of the
// float64 functions of package graph, NaN of NaN, and the same for any number of cores
// and instruction set: products are rounded before they are added to anything, since Go
// fuses the two on arm64 else.
package pointwise

import "math"

// Block is how many elements a Func gets at most.
const Block = 256

// Func writes a function of each element of x to y. The two are of one length, at
// most Block, and have no element in common.
type Func = func(x, y []float32)

const sign = 1 << 31

// negative is -|x|.
func negative(x float32) float32 { return math.Float32frombits(math.Float32bits(x) | sign) }

// absolute is |x|.
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
