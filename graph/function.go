package graph

import (
	"math"

	"digits/graph/op"
	"digits/graph/pointwise"
	"digits/graph/portable"
)

// The functions behind the activations, each with its derivative, in forms that
// neither overflow nor cancel. At a kink the derivative is that of Keras on JAX.
var (
	logistic          = op.Function{Name: "sigmoid", Value: logisticOf, Derivative: logisticSlope, Values: pointwise.Sigmoid, Derivatives: pointwise.SigmoidSlope, Portable: operator("Sigmoid", nil)}
	tanh              = op.Function{Value: math.Tanh, Derivative: tanhSlope, Values: pointwise.Tanh, Derivatives: pointwise.TanhSlope, Portable: operator("Tanh", nil)}
	exponential       = op.Function{Value: math.Exp, Derivative: math.Exp, Portable: operator("Exp", nil)}
	softplus          = op.Function{Value: softplusOf, Derivative: logisticOf, Values: pointwise.Softplus, Derivatives: pointwise.Sigmoid, Portable: operator("Softplus", nil)}
	relu6             = clip(0, 6, 1)
	sparseSigmoid     = op.Function{Value: func(x float64) float64 { return min(max(x+1, 0), 2) / 2 }, Derivative: sparseSigmoidSlope, Portable: operator("HardSigmoid", portable.Settings{"alpha": 0.5, "beta": 0.5})}
	hardSigmoid       = op.Function{Value: hardSigmoidOf, Derivative: inside(-3, 3, 1./6), Portable: operator("HardSigmoid", portable.Settings{"alpha": 1. / 6, "beta": 0.5})}
	hardSigmoidKeras2 = op.Function{Value: func(x float64) float64 { return min(max(0.2*x+0.5, 0), 1) }, Derivative: inside(-2.5, 2.5, 0.2), Portable: operator("HardSigmoid", portable.Settings{"alpha": 0.2, "beta": 0.5})}

	// Klambauer et al., 2017, gives the two constants.
	selu = scaledELU(1.0507009873554804934193349852946, 1.6732632423543772848170429916717)

	softsign = op.Function{
		Portable: operator("Softsign", nil),
		Value: func(x float64) float64 {
			if math.IsInf(x, 0) {
				return math.Copysign(1, x)
			}
			return x / (1 + math.Abs(x))
		},
		Derivative: func(x float64) float64 { return 1 / ((1 + math.Abs(x)) * (1 + math.Abs(x))) },
	}
	logSigmoid = op.Function{
		Portable:   portableLogSigmoid,
		Value:      func(x float64) float64 { return -softplusOf(-x) },
		Derivative: func(x float64) float64 { return logisticOf(-x) },
		Values:     pointwise.LogSigmoid, Derivatives: pointwise.LogSigmoidSlope,
	}
	silu = op.Function{
		Portable: portableSiLU,
		Values:   pointwise.SiLU, Derivatives: pointwise.SiLUSlope,
		Value:      func(x float64) float64 { return times(x, logisticOf(x)) },
		Derivative: func(x float64) float64 { return logisticOf(x) + times(x, logisticSlope(x)) },
	}
	hardSilu = op.Function{
		Portable:   operator("HardSwish", nil),
		Value:      func(x float64) float64 { return times(x, hardSigmoidOf(x)) },
		Derivative: func(x float64) float64 { return hardSigmoidOf(x) + times(x, inside(-3, 3, 1./6)(x)) },
	}
	mish = op.Function{
		Portable: operator("Mish", nil),
		Values:   pointwise.Mish, Derivatives: pointwise.MishSlope,
		Value: func(x float64) float64 { return times(x, math.Tanh(softplusOf(x))) },
		Derivative: func(x float64) float64 {
			t := softplusOf(x)
			return math.Tanh(t) + times(x, tanhSlope(t)*logisticOf(x))
		},
	}
	hardTanh = op.Function{
		Portable: clipped(-1, 1),
		Value:    func(x float64) float64 { return min(max(x, -1), 1) },
		Derivative: func(x float64) float64 {
			return when(math.Abs(x) <= 1, x)
		},
	}
	tanhShrink = op.Function{
		Portable:   portableTanhShrink,
		Value:      func(x float64) float64 { return x - math.Tanh(x) },
		Derivative: func(x float64) float64 { return math.Tanh(x) * math.Tanh(x) },
	}
	sparsePlus = op.Function{
		Portable: portableSparsePlus,
		Value: func(x float64) float64 {
			if x >= 1 {
				return x
			}
			return max(x+1, 0) * max(x+1, 0) / 4
		},
		Derivative: func(x float64) float64 { return min(max(x+1, 0), 2) / 2 },
	}
)

// sparseSigmoidSlope is at a kink the mean of what is beside it.
func sparseSigmoidSlope(x float64) float64 {
	if math.Abs(x) == 1 {
		return 0.25
	}
	return inside(-1, 1, 0.5)(x)
}

func logisticOf(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// logisticSlope is s·(1-s), of e^-|x|, which 1-s would lose.
func logisticSlope(x float64) float64 {
	e := math.Exp(-math.Abs(x))
	return e / ((1 + e) * (1 + e))
}

// tanhSlope is 1 - tanh², as 4·s·(1-s) of the sigmoid of 2x.
func tanhSlope(x float64) float64 { return 4 * logisticSlope(2*x) }

func softplusOf(x float64) float64 { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }

func hardSigmoidOf(x float64) float64 { return min(max(x+3, 0), 6) / 6 }

// times is x·weight, 0 where the weight is, even of an infinite x.
func times(x, weight float64) float64 {
	if weight == 0 && !math.IsNaN(x) {
		return 0
	}
	return x * weight
}

// when is 1 or 0, and NaN of NaN.
func when(condition bool, x float64) float64 {
	switch {
	case math.IsNaN(x):
		return x
	case condition:
		return 1
	}
	return 0
}

// inside is slope between lo and hi, 0 elsewhere and on them.
func inside(lo, hi, slope float64) func(float64) float64 {
	return func(x float64) float64 { return slope * when(lo < x && x < hi, x) }
}

func clip(lo, hi, slope float64) op.Function {
	return op.Function{Value: func(x float64) float64 { return min(max(x, lo), hi) }, Derivative: inside(lo, hi, slope), Portable: clipped(lo, hi)}
}

// scaledELU is scale·x above 0, else scale·alpha·(e^x - 1).
func scaledELU(scale, alpha float64) op.Function {
	inVocabulary := operator("Elu", portable.Settings{"alpha": alpha})
	if scale != 1 {
		inVocabulary = operator("Selu", portable.Settings{"alpha": alpha, "gamma": scale})
	}
	return op.Function{
		Portable: inVocabulary,
		Value: func(x float64) float64 {
			if x > 0 {
				return scale * x
			}
			return scale * alpha * math.Expm1(x)
		},
		Derivative: func(x float64) float64 {
			if x > 0 {
				return scale
			}
			return scale * alpha * math.Exp(x)
		},
		Values: pointwise.ELU(scale, alpha, 1), Derivatives: pointwise.ELUSlope(scale, alpha, 1),
	}
}
