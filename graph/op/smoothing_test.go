package op

import (
	"math"
	"math/rand/v2"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func TestSmoothing(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	soft := leaf{"targets", tensor.Shape{2, 3}, []float64{0, 1, 0, 0.2, 0.3, 0.5}}
	weights := leaf{"targets", tensor.Shape{2, 3}, []float64{0, 2, -1, 0.2, 0, 0}}
	p := leaf{"p", tensor.Shape{2, 3}, []float64{0.2, 0.5, 0.3, 0.9, 0.05, 0.05}}
	of := func(f func(x, target *gorgonia.Node, smoothing float64) (*gorgonia.Node, error), smoothing float64, classes ...int32) build {
		return func(g *gorgonia.ExprGraph, x gorgonia.Nodes) (*gorgonia.Node, error) {
			if classes != nil {
				return f(x[0], labels(g, classes...), smoothing)
			}
			return f(x[0], x[1], smoothing)
		}
	}
	check(t,
		operation{"class numbers", []leaf{random(r, "x", 4, 3)}, 1, of(SmoothedCrossEntropy, 0.1, 2, 0, 1, 2)},
		operation{"a batch of one", []leaf{random(r, "x", 1, 3)}, 1, of(SmoothedCrossEntropy, 1, 2)},
		operation{"soft targets", []leaf{random(r, "x", 2, 3), soft}, 1, of(SmoothedCrossEntropy, 0.1)},
		operation{"any weights", []leaf{random(r, "x", 2, 3), weights}, 1, of(SmoothedCrossEntropy, 0.1)},
		operation{"any weights, not smoothed", []leaf{random(r, "x", 2, 3), weights}, 1, of(SmoothedCrossEntropy, 0)},
		operation{"likelihood", []leaf{p, soft}, 1, of(SmoothedLikelihood, 0.1)},
		operation{"likelihood of class numbers", []leaf{p}, 1, of(SmoothedLikelihood, 0.1, 1, 0)},
	)
}

// By hand: of logits that are all 0 every class has the probability 1/3, and any
// targets that sum to 1 the loss ln 3. The gradient is (1/3 - target)/batch.
func TestSmoothingByHand(t *testing.T) {
	loss, grads := run(t, []leaf{{"x", tensor.Shape{1, 3}, make([]float64, 3)}}, 1, func(g *gorgonia.ExprGraph, x gorgonia.Nodes) (*gorgonia.Node, error) {
		return SmoothedCrossEntropy(x[0], labels(g, 1), 0.3)
	})
	if math.Abs(loss-math.Log(3)) > 1e-15 {
		t.Errorf("loss is %v, want ln 3", loss)
	}
	for i, target := range []float64{0.1, 0.8, 0.1} {
		if got, want := grads[0][i], 1./3-target; math.Abs(got-want) > 1e-15 {
			t.Errorf("gradient %d is %v, want %v", i, got, want)
		}
	}
}

func TestSmoothingErrors(t *testing.T) {
	checkErrors(t, leaf{"x", tensor.Shape{1, 3}, make([]float64, 3)}, map[string]func(x *gorgonia.Node) (*gorgonia.Node, error){
		"label smoothing is 1.5": func(x *gorgonia.Node) (*gorgonia.Node, error) {
			return SmoothedCrossEntropy(x, labels(x.Graph(), 1), 1.5)
		},
		"label smoothing is NaN": func(x *gorgonia.Node) (*gorgonia.Node, error) {
			return SmoothedLikelihood(x, labels(x.Graph(), 1), math.NaN())
		},
	})
	_, err := forward(t, tensor.Shape{1, 3}, make([]float32, 3), func(x *gorgonia.Node) (*gorgonia.Node, error) {
		return SmoothedCrossEntropy(x, labels(x.Graph(), 3), 0.1)
	})
	if err == nil {
		t.Error("class 3 of 3 gives no error")
	}
}
