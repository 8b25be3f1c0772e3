package main

import "math"

// formula is an activation of one number by hand.
type formula struct {
	text              string
	value, derivative func(x float64) float64
}

type function = func(x float64) float64

// formulas are those of the activations that take one number, by their names,
// with the settings that the name alone gives; at a kink the derivative is the
// one that Keras takes.
var formulas = map[string]formula{
	"celu":        {"f(x) = x if x > 0, else α·(e^(x/α) - 1), α = 1", below(math.Expm1, linear), below(math.Exp, one)},
	"elu":         {"f(x) = x if x > 0, else α·(e^x - 1), α = 1", below(math.Expm1, linear), below(math.Exp, one)},
	"exponential": {"f(x) = e^x", math.Exp, math.Exp},
	"gelu": {"f(x) = x·Φ(x), Φ(x) the part of a normal distribution that is below x", func(x float64) float64 { return x * normal(x) }, func(x float64) float64 {
		return normal(x) + x*math.Exp(-x*x/2)/math.Sqrt(2*math.Pi)
	}},
	"hard_shrink":         {"f(x) = x if |x| > 1/2, else 0", where(outside(0.5), linear), where(outside(0.5), one)},
	"hard_sigmoid":        {"f(x) = min(max(x + 3, 0), 6) / 6", hardSigmoid, slopeIn(-3, 3, 1./6)},
	"hard_sigmoid_keras2": {"f(x) = min(max(x/5 + 1/2, 0), 1), what Keras 2 called hard_sigmoid", func(x float64) float64 { return min(max(0.2*x+0.5, 0), 1) }, slopeIn(-2.5, 2.5, 0.2)},
	"hard_silu": {"f(x) = x·hard_sigmoid(x)", where(func(x float64) bool { return x > -3 }, func(x float64) float64 { return x * hardSigmoid(x) }), func(x float64) float64 {
		return hardSigmoid(x) + x*slopeIn(-3, 3, 1./6)(x)
	}},
	"hard_tanh":   {"f(x) = min(max(x, -1), 1)", func(x float64) float64 { return min(max(x, -1), 1) }, func(x float64) float64 { return when(math.Abs(x) <= 1) }},
	"leaky_relu":  {"f(x) = x if x ≥ 0, else 0.2·x", below(times(0.2), linear), below(constant(0.2), one)},
	"linear":      {"f(x) = x", linear, one},
	"log_sigmoid": {"f(x) = ln(sigmoid(x)) = -ln(1 + e^-x)", func(x float64) float64 { return -softplus(-x) }, func(x float64) float64 { return sigmoid(-x) }},
	"mish": {"f(x) = x·tanh(ln(1 + e^x))", func(x float64) float64 { return x * math.Tanh(softplus(x)) }, func(x float64) float64 {
		return math.Tanh(softplus(x)) + x*tanhSlope(softplus(x))*sigmoid(x)
	}},
	"prelu":       {"f(x) = x if x > 0, else α·x, α = 0.25 to begin with", below(times(0.25), linear), func(x float64) float64 { return 0.25 + 0.75*when(x > 0) }},
	"relu":        {"f(x) = max(x, 0)", relu, func(x float64) float64 { return when(x > 0) }},
	"relu6":       {"f(x) = min(max(x, 0), 6)", func(x float64) float64 { return min(max(x, 0), 6) }, slopeIn(0, 6, 1)},
	"selu":        {"f(x) = 1.0507·x if x > 0, else 1.0507·1.6733·(e^x - 1)", below(func(x float64) float64 { return seluScale * seluAlpha * math.Expm1(x) }, times(seluScale)), seluSlope},
	"sigmoid":     {"f(x) = 1 / (1 + e^-x)", sigmoid, sigmoidSlope},
	"silu":        {"f(x) = x·sigmoid(x), also called swish", silu, siluSlope},
	"soft_shrink": {"f(x) = x - 1/2 if x > 1/2, x + 1/2 if x < -1/2, else 0", func(x float64) float64 { return x - min(max(x, -0.5), 0.5) }, where(outside(0.5), one)},
	"softplus":    {"f(x) = ln(1 + e^x)", softplus, sigmoid},
	"softsign":    {"f(x) = x / (1 + |x|)", func(x float64) float64 { return x / (1 + math.Abs(x)) }, func(x float64) float64 { return 1 / math.Pow(1+math.Abs(x), 2) }},
	"sparse_plus": {"f(x) = x if x ≥ 1, else max(x + 1, 0)² / 4", sparsePlus, sparseSigmoid},
	"sparse_sigmoid": {"f(x) = min(max(x + 1, 0), 2) / 2", sparseSigmoid, func(x float64) float64 {
		return (when(math.Abs(x) < 1) + when(math.Abs(x) <= 1)) / 4
	}},
	"squareplus":       {"f(x) = (x + √(x² + 4)) / 2", func(x float64) float64 { return (x + math.Sqrt(x*x+4)) / 2 }, func(x float64) float64 { return (1 + x/math.Sqrt(x*x+4)) / 2 }},
	"tanh":             {"f(x) = (e^x - e^-x) / (e^x + e^-x)", math.Tanh, tanhSlope},
	"tanh_shrink":      {"f(x) = x - tanh(x)", func(x float64) float64 { return x - math.Tanh(x) }, func(x float64) float64 { return math.Tanh(x) * math.Tanh(x) }},
	"threshold":        {"f(x) = x if x > 0, else 0; another threshold and another value by its settings", relu, func(x float64) float64 { return when(x > 0) }},
	"thresholded_relu": {"f(x) = x if x > θ, else 0, θ = 1", where(func(x float64) bool { return x > 1 }, linear), func(x float64) float64 { return when(x > 1) }},
}

const seluScale, seluAlpha = 1.0507009873554805, 1.6732632423543772 // Klambauer et al., 2017

// when is 1 where a condition holds, else 0.
func when(condition bool) float64 {
	if condition {
		return 1
	}
	return 0
}

// below is one function for x < 0 and another from 0 on.
func below(negative, positive function) function {
	return func(x float64) float64 {
		if x < 0 {
			return negative(x)
		}
		return positive(x)
	}
}

// where is a function where a condition holds, else 0.
func where(condition func(x float64) bool, f function) function {
	return func(x float64) float64 {
		if condition(x) {
			return f(x)
		}
		return 0
	}
}

func outside(limit float64) func(x float64) bool {
	return func(x float64) bool { return math.Abs(x) > limit }
}

// slopeIn is the slope between lo and hi, and 0 elsewhere.
func slopeIn(lo, hi, slope float64) function {
	return func(x float64) float64 { return slope * when(lo < x && x < hi) }
}

func one(float64) float64             { return 1 }
func constant(c float64) function     { return func(float64) float64 { return c } }
func times(c float64) function        { return func(x float64) float64 { return c * x } }
func softplus(x float64) float64      { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) } // no overflow
func sigmoidSlope(x float64) float64  { return sigmoid(x) * sigmoid(-x) }                       // 1 - sigmoid(x) is sigmoid(-x)
func tanhSlope(x float64) float64     { return 1 - math.Tanh(x)*math.Tanh(x) }
func normal(x float64) float64        { return math.Erfc(-x/math.Sqrt2) / 2 }
func hardSigmoid(x float64) float64   { return min(max(x+3, 0), 6) / 6 }
func silu(x float64) float64          { return x * sigmoid(x) }
func siluSlope(x float64) float64     { return sigmoid(x) + x*sigmoidSlope(x) }
func sparseSigmoid(x float64) float64 { return min(max(x+1, 0), 2) / 2 }
func sparsePlus(x float64) float64 {
	if x >= 1 {
		return x
	}
	return math.Pow(max(x+1, 0), 2) / 4
}

// seluSlope is at 0 that from the left.
func seluSlope(x float64) float64 {
	if x > 0 {
		return seluScale
	}
	return seluScale * seluAlpha * math.Exp(x)
}
