package main

import "math"

// when is 1 where a condition holds, else 0.
func when(condition bool) float64 {
	if condition {
		return 1
	}
	return 0
}

// below is one function for x < 0 and another from 0 on.
func below(negative, positive func(float64) float64) func(float64) float64 {
	return func(x float64) float64 {
		if x < 0 {
			return negative(x)
		}
		return positive(x)
	}
}

func one(float64) float64        { return 1 }
func softplus(x float64) float64 { return math.Log(1 + math.Exp(x)) }
func normal(x float64) float64   { return (1 + math.Erf(x/math.Sqrt2)) / 2 }

const seluScale, seluAlpha = 1.0507009873554805, 1.6732632423543772 // Klambauer et al., 2017

// moreFormulas are those of the activations after the first four.
var moreFormulas = map[string]formula{
	"elu":          {"f(x) = x if x > 0, else e^x - 1", below(math.Expm1, linear), below(math.Exp, one)},
	"selu":         {"f(x) = 1.0507·x if x > 0, else 1.0507·1.6733·(e^x - 1)", below(func(x float64) float64 { return seluScale * seluAlpha * math.Expm1(x) }, func(x float64) float64 { return seluScale * x }), below(func(x float64) float64 { return seluScale * seluAlpha * math.Exp(x) }, func(x float64) float64 { return seluScale * max(1, seluAlpha*when(x == 0)) })},
	"softplus":     {"f(x) = ln(1 + e^x)", softplus, sigmoid},
	"softsign":     {"f(x) = x / (1 + |x|)", func(x float64) float64 { return x / (1 + math.Abs(x)) }, func(x float64) float64 { return 1 / math.Pow(1+math.Abs(x), 2) }},
	"hard_sigmoid": {"f(x) = min(max(x + 3, 0), 6) / 6", func(x float64) float64 { return min(max(x+3, 0), 6) / 6 }, func(x float64) float64 { return when(-3 < x && x < 3) / 6 }},
	"exponential":  {"f(x) = e^x", math.Exp, math.Exp},
	"relu6":        {"f(x) = min(max(x, 0), 6)", func(x float64) float64 { return min(max(x, 0), 6) }, func(x float64) float64 { return when(0 < x && x < 6) }},
	"silu":         {"f(x) = x·sigmoid(x)", func(x float64) float64 { return x * sigmoid(x) }, func(x float64) float64 { return sigmoid(x) + x*sigmoid(x)*(1-sigmoid(x)) }},
	"gelu":         {"f(x) = x·Φ(x), Φ the normal distribution's", func(x float64) float64 { return x * normal(x) }, func(x float64) float64 { return normal(x) + x*math.Exp(-x*x/2)/math.Sqrt(2*math.Pi) }},
	"mish": {"f(x) = x·tanh(ln(1 + e^x))", func(x float64) float64 { return x * math.Tanh(softplus(x)) }, func(x float64) float64 {
		t := math.Tanh(softplus(x))
		return t + x*(1-t*t)*sigmoid(x)
	}},
	"leaky_relu": {"f(x) = x if x > 0, else 0.2·x", below(func(x float64) float64 { return 0.2 * x }, linear), below(func(float64) float64 { return 0.2 }, one)},
}
