package op

import (
	"math"

	"github.com/chewxy/hm"
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Clip is how near to 0 and 1 Keras lets a probability come before it takes the
// logarithm (keras.config.epsilon()).
const Clip = 1e-7

// Likelihood returns the mean over the batch of -Σ targets·log p: p (batch,
// classes) is divided by its row's sum and clipped to Clip..1-Clip. target is
// class numbers (batch) of int32, or rows of p's shape. Where p is clipped the
// logarithm's derivative is 0. This is Keras' cross-entropy of probabilities; on
// logits the cross-entropies are exact.
func Likelihood(p, target *gorgonia.Node) (*gorgonia.Node, error) {
	return MeanLoss(p, target, likelihood)
}

var likelihood = LossFunction{Name: "likelihood", Value: logLoss, Gradient: logLossGradient}

func logLoss(p, target []float64) float64 {
	total, loss := sum(p), 0.0
	for i, t := range target {
		if t != 0 {
			loss -= t * math.Log(min(max(p[i]/total, Clip), 1-Clip))
		}
	}
	return loss
}

// logLossGradient is g = -target/q by the normalised q = p/Σp, then (g - Σ g·q)/Σp.
func logLossGradient(p, target, dp []float64) {
	total, inner := sum(p), 0.0
	for i, t := range target {
		dp[i] = 0
		if q := p[i] / total; t != 0 && q >= Clip && q <= 1-Clip {
			dp[i] = -t / q
			inner -= t
		}
	}
	for i := range dp {
		dp[i] = (dp[i] - inner) / total
	}
}

func sum(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s
}

// targetType is the type of class numbers, or of rows of targets.
func targetType(sparse bool) hm.Type {
	if sparse {
		return vector(tensor.Int32)
	}
	return matrix(a)
}

// targetShapes checks that there is a target for each row and returns the
// shape of their mean loss, a scalar's.
func (b base) targetShapes(inputs []gorgonia.DimSizer, output string, sparse bool) (tensor.Shape, error) {
	target := rank{"targets", 2}
	if sparse {
		target = rank{"labels", 1}
	}
	s, err := b.shapes(inputs, rank{output, 2}, target)
	if err != nil {
		return nil, err
	}
	if want := s[0][:target.axes]; !s[1].Eq(want) {
		return nil, errors.Errorf("op: %s: %s are %v, %s are %v, want %v", b.name, output, s[0], target.input, s[1], want)
	}
	return tensor.ScalarShape(), nil
}
