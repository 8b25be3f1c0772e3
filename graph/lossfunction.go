package graph

import (
	"cmp"
	"math"
	"slices"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"

	"digits/graph/op"
	"digits/graph/pointwise"
)

// The losses' formulas are those of Keras 3 (keras/src/losses/losses.py), with
// its epsilon for what must not be 0.
const epsilon = op.Clip

// meanOf makes the mean over a row of a function of output and target, and of
// its derivative by the output.
func meanOf(name string, value, derivative func(y, t float64) float64) op.LossFunction {
	f := sumOf(name, value, derivative)
	sum, gradient := f.Value, f.Gradient
	f.Value = func(y, t []float64) float64 { return sum(y, t) / float64(len(y)) }
	f.Gradient = func(y, t, dy []float64) {
		gradient(y, t, dy)
		for i := range dy {
			dy[i] /= float64(len(y))
		}
	}
	return f
}

// inBlocks is f, of which a float32 graph computes blocks of elements.
func inBlocks(elements op.Elements, f op.LossFunction) op.LossFunction {
	f.Elements = elements
	return f
}

// sumOf makes the sum over a row.
func sumOf(name string, value, derivative func(y, t float64) float64) op.LossFunction {
	return op.LossFunction{
		Name: name,
		Value: func(y, t []float64) float64 {
			sum := 0.0
			for i, v := range y {
				sum += value(v, t[i])
			}
			return sum
		},
		Gradient: func(y, t, dy []float64) {
			for i, v := range y {
				dy[i] = derivative(v, t[i])
			}
		},
	}
}

var (
	absoluteError = inBlocks(pointwise.AbsoluteError, meanOf("mean_absolute_error",
		func(y, t float64) float64 { return math.Abs(y - t) },
		func(y, t float64) float64 { return sign(y - t) }))
	squaredError = inBlocks(pointwise.SquaredError, meanOf("mean_squared_error",
		func(y, t float64) float64 { return (y - t) * (y - t) },
		func(y, t float64) float64 { return 2 * (y - t) }))
	percentageError = meanOf("mean_absolute_percentage_error",
		func(y, t float64) float64 { return 100 * math.Abs(y-t) / max(math.Abs(t), epsilon) },
		func(y, t float64) float64 { return 100 * sign(y-t) / max(math.Abs(t), epsilon) })
	logarithmicError = meanOf("mean_squared_logarithmic_error",
		func(y, t float64) float64 { return logarithms(y, t) * logarithms(y, t) },
		func(y, t float64) float64 { return 2 * logarithms(y, t) * when(y > epsilon, y) / (1 + max(y, epsilon)) })
	poisson = meanOf("poisson",
		func(y, t float64) float64 { return y - t*math.Log(y+epsilon) },
		func(y, t float64) float64 { return 1 - t/(y+epsilon) })
	// log cosh d = |d| + log(1 + e^-2|d|) - log 2.
	logCosh = meanOf("log_cosh",
		func(y, t float64) float64 {
			d := math.Abs(y - t)
			return d + math.Log1p(math.Exp(-2*d)) - math.Ln2
		},
		func(y, t float64) float64 { return math.Tanh(y - t) })
	klDivergence = sumOf("kl_divergence",
		func(y, t float64) float64 {
			t = min(max(t, epsilon), 1)
			return t * math.Log(t/min(max(y, epsilon), 1))
		},
		func(y, t float64) float64 {
			// At the ends of the range Keras' derivative is the mean of both sides'.
			share := (when(epsilon <= y && y <= 1, y) + when(epsilon < y && y < 1, y)) / 2
			return -min(max(t, epsilon), 1) * share / min(max(y, epsilon), 1)
		})

	hinge = signed(meanOf("hinge",
		func(y, t float64) float64 { return max(1-t*y, 0) },
		func(y, t float64) float64 { return -t * heaviside(1-t*y) }))
	squaredHinge = signed(meanOf("squared_hinge",
		func(y, t float64) float64 { return max(1-t*y, 0) * max(1-t*y, 0) },
		func(y, t float64) float64 { return -2 * t * max(1-t*y, 0) }))

	binary = meanOf("binary_crossentropy",
		func(y, t float64) float64 {
			p := min(max(y, epsilon), 1-epsilon)
			return -t*math.Log(p) - (1-t)*math.Log(1-p)
		},
		func(y, t float64) float64 {
			return when(epsilon <= y && y <= 1-epsilon, y) * binarySlope(min(max(y, epsilon), 1-epsilon), t)
		})
	binaryOfLogits = inBlocks(pointwise.BinaryCrossentropy, meanOf("binary_crossentropy",
		func(y, t float64) float64 { return t*softplusOf(-y) + (1-t)*softplusOf(y) },
		func(y, t float64) float64 { return (1-t)*logisticOf(y) - t*logisticOf(-y) }))
)

func binarySlope(p, t float64) float64 { return (1-t)/(1-p) - t/p }

// logarithms is log(1+y) - log(1+t), of numbers of at least epsilon.
func logarithms(y, t float64) float64 {
	return math.Log(max(y, epsilon)+1) - math.Log(max(t, epsilon)+1)
}

// heaviside is the derivative of max(0, x), as Keras has it: 1/2 at 0.
func heaviside(x float64) float64 { return (when(x > 0, x) + when(x >= 0, x)) / 2 }

// sign is that of x, 0 of 0.
func sign(x float64) float64 { return when(x > 0, x) - when(x < 0, x) }

// signed makes -1 and 1 of targets that are 0 and 1, all in the batch, as Keras
// does for hinges.
func signed(f op.LossFunction) op.LossFunction {
	f.Prepare = func(targets []float64) {
		if slices.ContainsFunc(targets, func(t float64) bool { return t != 0 && t != 1 }) {
			return
		}
		for i, t := range targets {
			targets[i] = 2*t - 1
		}
	}
	return f
}

// Huber is the mean of d²/2 where |d| <= Delta, else Delta·|d| - Delta²/2, of
// the difference d (Huber, 1964). Delta 0 is 1.
type Huber struct{ Delta float64 }

func (h Huber) filled() any { return Huber{cmp.Or(h.Delta, 1)} }

// Apply adds the loss.
func (h Huber) Apply(_ *Scope, output, target *gorgonia.Node) (*gorgonia.Node, error) {
	delta := h.filled().(Huber).Delta
	if delta < 0 {
		return nil, errors.Errorf("delta is %v, want more than 0", delta)
	}
	return op.MeanLoss(output, target, meanOf(h.Name(), func(y, t float64) float64 {
		d := math.Abs(y - t)
		if d <= delta {
			return d * d / 2
		}
		return delta*d - delta*delta/2
	}, func(y, t float64) float64 { return min(max(y-t, -delta), delta) }))
}

// Sparse reports false.
func (Huber) Sparse() bool { return false }

// Name returns "huber".
func (Huber) Name() string { return "huber" }

// categoricalHinge is max(0, 1 + the largest (1-t)·y - Σ t·y). Where several are
// the largest they share the derivative.
var categoricalHinge = op.LossFunction{
	Name: "categorical_hinge",
	Value: func(y, t []float64) float64 {
		largest, own := hingeTerms(y, t)
		return max(1+largest-own, 0)
	},
	Gradient: func(y, t, dy []float64) {
		largest, own := hingeTerms(y, t)
		active, count := heaviside(1+largest-own), 0.0
		for i, v := range y {
			count += when((1-t[i])*v == largest, v)
		}
		for i, v := range y {
			dy[i] = active * ((1-t[i])*when((1-t[i])*v == largest, v)/count - t[i])
		}
	},
}

func hingeTerms(y, t []float64) (largest, own float64) {
	largest = math.Inf(-1)
	for i, v := range y {
		own += t[i] * v
		largest = max(largest, (1-t[i])*v)
	}
	return largest, own
}

// cosineSimilarity is minus the cosine of the angle between output and target.
var cosineSimilarity = op.LossFunction{
	Name: "cosine_similarity",
	Value: func(y, t []float64) float64 {
		dot, y1, t1 := directions(y, t)
		return -dot * y1 * t1
	},
	Gradient: func(y, t, dy []float64) {
		dot, y1, t1 := directions(y, t)
		turns := y1 < 1/epsilon // else the length is not y's
		for i := range dy {
			dy[i] = -t[i] * y1 * t1
			if turns {
				dy[i] += dot * t1 * y1 * y1 * y1 * y[i]
			}
		}
	},
}

// directions returns the product of two rows and the inverses of their lengths,
// at most 1/epsilon.
func directions(y, t []float64) (dot, y1, t1 float64) {
	for i := range y {
		dot += y[i] * t[i]
		y1 += y[i] * y[i]
		t1 += t[i] * t[i]
	}
	return dot, min(1/math.Sqrt(y1), 1/epsilon), min(1/math.Sqrt(t1), 1/epsilon)
}

func errLabelSmoothing(share float64) error {
	return errors.Errorf("label_smoothing is %v, want 0 to 1", share)
}
