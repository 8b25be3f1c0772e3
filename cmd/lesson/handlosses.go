package main

import (
	"math"
	"slices"
)

// handLoss is a loss of one row by hand, of outputs y for targets t, and its
// gradient by y.
type handLoss struct {
	name, text string
	value      func(y, t []float64) float64
	gradient   func(y, t []float64) []float64
}

// tiny is Keras' epsilon, which keeps logarithms and quotients finite.
const tiny = 1e-7

// meanLoss averages a function of an output and its target over a row.
func meanLoss(name, text string, value, slope func(y, t float64) float64) handLoss {
	return handLoss{name, text, func(y, t []float64) float64 {
		return sum(each(y, func(i int) float64 { return value(y[i], t[i]) })) / float64(len(y))
	}, func(y, t []float64) []float64 {
		return each(y, func(i int) float64 { return slope(y[i], t[i]) / float64(len(y)) })
	}}
}

// numberLosses are those of outputs that are any numbers, or numbers above 0.
var numberLosses = []handLoss{
	meanLoss("mean_absolute_error", "mean |y - t|",
		func(y, t float64) float64 { return math.Abs(y - t) },
		func(y, t float64) float64 { return sign(y - t) }),
	meanLoss("mean_squared_error", "mean (y - t)²",
		func(y, t float64) float64 { return (y - t) * (y - t) },
		func(y, t float64) float64 { return 2 * (y - t) }),
	meanLoss("mean_absolute_percentage_error", "mean 100·|y - t| / |t|",
		func(y, t float64) float64 { return 100 * math.Abs(y-t) / math.Abs(t) },
		func(y, t float64) float64 { return 100 * sign(y-t) / math.Abs(t) }),
	meanLoss("mean_squared_logarithmic_error", "mean (ln(1 + y) - ln(1 + t))²",
		func(y, t float64) float64 { return math.Pow(math.Log((1+y)/(1+t)), 2) },
		func(y, t float64) float64 { return 2 * math.Log((1+y)/(1+t)) / (1 + y) }),
	meanLoss("huber", "mean d²/2 where d = |y - t| ≤ 1, else d - 1/2",
		func(y, t float64) float64 { d := math.Abs(y - t); return min(d, 1)*min(d, 1)/2 + max(d-1, 0) },
		func(y, t float64) float64 { return min(max(y-t, -1), 1) }),
	meanLoss("log_cosh", "mean ln cosh(y - t)",
		func(y, t float64) float64 { return math.Log(math.Cosh(y - t)) },
		func(y, t float64) float64 { return math.Tanh(y - t) }),
	meanLoss("poisson", "mean y - t·ln y",
		func(y, t float64) float64 { return y - t*math.Log(y+tiny) },
		func(y, t float64) float64 { return 1 - t/(y+tiny) }),
	{"cosine_similarity", "-Σ y·t / (|y|·|t|)", func(y, t []float64) float64 {
		return -dot(y, t) / math.Sqrt(dot(y, y)*dot(t, t))
	}, func(y, t []float64) []float64 {
		length := math.Sqrt(dot(y, y) * dot(t, t))
		return each(y, func(i int) float64 { return -t[i]/length + dot(y, t)/length*y[i]/dot(y, y) })
	}},
}

// signLosses are those of targets of -1 or 1.
var signLosses = []handLoss{
	meanLoss("hinge", "mean max(1 - t·y, 0)",
		func(y, t float64) float64 { return max(1-t*y, 0) },
		func(y, t float64) float64 { return -t * when(t*y < 1) }),
	meanLoss("squared_hinge", "mean max(1 - t·y, 0)²",
		func(y, t float64) float64 { return math.Pow(max(1-t*y, 0), 2) },
		func(y, t float64) float64 { return -2 * t * max(1-t*y, 0) }),
}

// probabilityLosses are those of outputs that are probabilities.
var probabilityLosses = []handLoss{
	meanLoss("binary_crossentropy", "mean -t·ln y - (1 - t)·ln(1 - y)",
		func(y, t float64) float64 { return -t*math.Log(inside(y)) - (1-t)*math.Log(1-inside(y)) },
		func(y, t float64) float64 { return when(y == inside(y)) * ((1-t)/(1-inside(y)) - t/inside(y)) }),
	{"categorical_crossentropy", "Σ -t·ln y, the y divided by their sum first", func(y, t []float64) float64 {
		return sum(t)*math.Log(sum(y)) - sum(each(y, func(i int) float64 { return t[i] * math.Log(y[i]) }))
	}, func(y, t []float64) []float64 {
		return each(y, func(i int) float64 { return sum(t)/sum(y) - t[i]/y[i] })
	}},
	{"kl_divergence", "Σ t·ln(t / y)", func(y, t []float64) float64 {
		return sum(each(y, func(i int) float64 { return max(t[i], tiny) * math.Log(max(t[i], tiny)/y[i]) }))
	}, func(y, t []float64) []float64 {
		return each(y, func(i int) float64 { return -max(t[i], tiny) / y[i] })
	}},
	{"categorical_hinge", "max(1 + greatest y elsewhere - y at the target, 0)", func(y, t []float64) float64 {
		return max(1+y[strongest(y, t)]-dot(y, t), 0)
	}, func(y, t []float64) []float64 {
		wrong, active := strongest(y, t), when(1+y[strongest(y, t)] > dot(y, t))
		return each(y, func(i int) float64 { return active * (when(i == wrong) - t[i]) })
	}},
}

// logitLosses are the cross-entropies of logits.
var logitLosses = []handLoss{
	meanLoss("binary_crossentropy", "mean t·ln(1 + e^-z) + (1 - t)·ln(1 + e^z)",
		func(z, t float64) float64 { return t*softplus(-z) + (1-t)*softplus(z) },
		func(z, t float64) float64 { return (1-t)*sigmoid(z) - t*sigmoid(-z) }), // sigmoid(z) - t, without cancelling
	{"categorical_crossentropy", "ln Σ e^z - Σ t·z, of t whose sum is 1", func(z, t []float64) float64 {
		top := slices.Max(z)
		return top + math.Log(sum(each(z, func(i int) float64 { return math.Exp(z[i] - top) }))) - dot(z, t)
	}, func(z, t []float64) []float64 {
		p := softmax(z)
		return each(z, func(i int) float64 { return p[i] - t[i] })
	}},
}

// sparse is a loss whose targets are the class's number, by the same formula.
func sparse(l handLoss) handLoss {
	oneHot := func(y, t []float64) []float64 { return each(y, func(i int) float64 { return when(i == int(t[0])) }) }
	return handLoss{"sparse_" + l.name, "the same with t the class's number", func(y, t []float64) float64 {
		return l.value(y, oneHot(y, t))
	}, func(y, t []float64) []float64 { return l.gradient(y, oneHot(y, t)) }}
}

func sign(d float64) float64   { return when(d > 0) - when(d < 0) }
func inside(y float64) float64 { return min(max(y, tiny), 1-tiny) }

func sum(x []float64) float64 {
	total := 0.0
	for _, v := range x {
		total += v
	}
	return total
}

func dot(x, y []float64) float64 { return sum(each(x, func(i int) float64 { return x[i] * y[i] })) }

// strongest is where y is greatest of the places that are not the target.
func strongest(y, t []float64) int {
	at := 0
	for i := range y {
		if (1-t[i])*y[i] > (1-t[at])*y[at] {
			at = i
		}
	}
	return at
}
