package kernel

//go:generate go -C _asm run ./exp -out ../exp_amd64.s -stubs ../exp_amd64.go -pkg kernel

import (
	"math"
	"unsafe"
)

// The constants of exp32: Cephes' expf (Moshier, Methods and Programs for Mathematical Functions, 1989; netlib's
// cephes/single/expf.c): ln 2 in two parts, the first of nine bits so that its product with an exponent is exact, and
// a polynomial of degree five for (exp(r) - 1 - r)/r² on ±ln(2)/2.
const (
	expLowest = -104 // 2^-150.04, which rounds to 0
	log2e     = 1.44269504088896341
	ln2High   = 0.693359375
	ln2Low    = -2.12194440e-4
	expP0     = 1.9875691500e-4
	expP1     = 1.3981999507e-3
	expP2     = 8.3334519073e-3
	expP3     = 4.1665795894e-2
	expP4     = 1.6666665459e-1
	expP5     = 5.0000001201e-1

	// roundingShift, 1.5·2^23, rounds what is added to it to the nearest integer and leaves that in its low bits.
	roundingShift     = 12582912
	roundingShiftBits = 0x4b400000
)

// exp32 is e^x for x <= 0 or NaN, within 1 ulp, down to the subnormals. Every operation is rounded by itself, without
// fused ones, so that all instruction sets give the same bits.
func exp32(x float32) float32 {
	if x < expLowest {
		x = expLowest
	}
	shifted := float32(x*log2e) + roundingShift
	k := float32(shifted - roundingShift)
	r := float32(x-float32(k*ln2High)) - float32(k*ln2Low)
	p := float32(expP0*r) + expP1
	p = float32(p*r) + expP2
	p = float32(p*r) + expP3
	p = float32(p*r) + expP4
	p = float32(p*r) + expP5
	p = float32(float32(p*float32(r*r))+r) + 1

	// 2^k in two factors, because a subnormal's exponent is out of range for one.
	exponent := int32(math.Float32bits(shifted)) - roundingShiftBits
	half := exponent >> 1
	return float32(p*powerOfTwo(half)) * powerOfTwo(exponent-half)
}

// ExpInPlace replaces each x, which must be at most 0 or NaN, by e^x, within 1 ulp. All
// instruction sets give the same bits.
func ExpInPlace(x []float32) {
	for i := expInPlaceVector(x); i < len(x); i++ {
		x[i] = exp32(x[i])
	}
}

// ExpNegative sets each y to e^-|scale·x|, within 1 ulp.
func ExpNegative(x, y []float32, scale float32) {
	y = y[:len(x)]
	for i := expNegativeVector(x, y, scale); i < len(x); i++ {
		y[i] = expNegative(x[i] * scale)
	}
}

// Sigmoid sets each y to 1/(1 + e^-x).
func Sigmoid(x, y []float32) {
	y = y[:len(x)]
	for i := sigmoidVector(x, y); i < len(x); i++ {
		e := expNegative(x[i])
		above := float32(1)
		if math.Signbit(float64(x[i])) {
			above = e
		}
		y[i] = above / (1 + e)
	}
}

// SigmoidSlope sets each y to the derivative of [Sigmoid].
func SigmoidSlope(x, y []float32) {
	y = y[:len(x)]
	for i := sigmoidSlopeVector(x, y); i < len(x); i++ {
		e := expNegative(x[i])
		y[i] = e / float32((1+e)*(1+e))
	}
}

// expNegative is e^-|x|.
func expNegative(x float32) float32 { return exp32(math.Float32frombits(math.Float32bits(x) | 1<<31)) }

// powerOfTwo is 2^n for n of a normal float32.
func powerOfTwo(n int32) float32 { return math.Float32frombits(uint32(n+127) << 23) }

// exp is exp32 in float32 and math.Exp in float64.
func exp[T Float](x T) T {
	if unsafe.Sizeof(x) == 4 {
		return T(exp32(float32(x)))
	}
	return T(math.Exp(float64(x)))
}
