package kernel

import (
	"math"
	"testing"
)

// TestExpIsWithinOneUlp walks float32 down to where the result vanishes, in steps of a prime, against math.Exp.
func TestExpIsWithinOneUlp(t *testing.T) {
	worst, at := 0.0, float32(0)
	for bits := uint32(1 << 31); bits < math.Float32bits(-200); bits += 2503 {
		x := math.Float32frombits(bits)
		want := math.Exp(float64(x))
		if e := math.Abs(float64(exp32(x))-want) / ulp(want); e > worst {
			worst, at = e, x
		}
	}
	if worst > 1 {
		t.Errorf("exp32(%v) is %v, off by %.3f ulp, want at most 1", at, exp32(at), worst)
	}
	t.Logf("worst error %.3f ulp, at %v", worst, at)
}

// ulp is the distance of float32's numbers around x.
func ulp(x float64) float64 {
	_, exponent := math.Frexp(x)
	return math.Ldexp(1, max(exponent-24, -149))
}

func TestExpAtTheEnds(t *testing.T) {
	for _, test := range []struct{ x, want float64 }{
		{0, 1},
		{math.Copysign(0, -1), 1},
		{-math.SmallestNonzeroFloat32, 1},
		{math.Inf(-1), 0},
		{-math.MaxFloat32, 0},
		{-1000, 0},
		{-104, 0},
		{-103, math.SmallestNonzeroFloat32}, // e^-103 = 1.37e-45, and 2^-149 = 1.40e-45
	} {
		if got := exp32(float32(test.x)); float64(got) != test.want {
			t.Errorf("exp32(%v) is %v, want %v", test.x, got, test.want)
		}
	}
	if got := exp32(float32(math.NaN())); got == got {
		t.Errorf("exp32(NaN) is %v", got)
	}
}

// ExpInPlace has exp32's bits on every instruction set, at every length, and stays
// within its slice.
func TestExpInPlaceIsExp32(t *testing.T) {
	eachISA(t, func(t *testing.T) {
		for _, n := range lengths {
			x, intact := guarded[float32](n)
			want := make([]float32, n)
			for i, v := range withStrange(1, normal[float32](1, n)) {
				x[i] = -float32(math.Abs(float64(v * 40)))
				want[i] = exp32(x[i])
			}
			ExpInPlace(x)
			sameBits(t, "e^x", x, want)
			intact(t)
		}
	})
}

// ExpNegative, Sigmoid and SigmoidSlope have the bits of their formulas on every
// instruction set, at every length, and stay within their slices.
func TestExpOfNegatives(t *testing.T) {
	one := func(x float32) float32 { return float32(1 / (1 + expNegative(x))) }
	for name, of := range map[string]struct {
		many func(x, y []float32)
		want func(x float32) float32
	}{
		"e^-|2x|": {func(x, y []float32) { ExpNegative(x, y, 2) }, func(x float32) float32 { return exp32(-float32(math.Abs(float64(2 * x)))) }},
		"sigmoid": {Sigmoid, func(x float32) float32 {
			if math.Signbit(float64(x)) {
				return expNegative(x) / (1 + expNegative(x))
			}
			return one(x)
		}},
		"its slope": {SigmoidSlope, func(x float32) float32 { return expNegative(x) / float32((1+expNegative(x))*(1+expNegative(x))) }},
	} {
		eachISA(t, func(t *testing.T) {
			for _, n := range lengths {
				x := withStrange(1, normal[float32](1, n))
				y, intact := guarded[float32](n)
				want := make([]float32, n)
				for i := range x {
					x[i] *= 20
					want[i] = of.want(x[i])
				}
				of.many(x, y)
				sameBits(t, name, y, want)
				intact(t)
			}
		})
	}
}

// Against float64's, within 2 ulp of what is not subnormal.
func TestSigmoidIsClose(t *testing.T) {
	var x, y, slope [4001]float32
	for i := range x {
		x[i] = float32(i-2000) * 0.04
	}
	Sigmoid(x[:], y[:])
	SigmoidSlope(x[:], slope[:])
	for i, v := range x {
		s := 1 / (1 + math.Exp(-float64(v)))
		d := 1 / (1 + math.Exp(float64(v))) * s
		if math.Abs(float64(y[i])-s) > 2*ulp(s) || math.Abs(float64(slope[i])-d) > 4*ulp(d) {
			t.Errorf("at %v: %v and %v, want %v and %v", v, y[i], slope[i], s, d)
		}
	}
}
