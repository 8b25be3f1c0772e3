package op

import (
	"math/rand/v2"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// one is an operation that makes one node of its leaves.
func one(f func(x gorgonia.Nodes) (*gorgonia.Node, error)) build {
	return func(_ *gorgonia.ExprGraph, x gorgonia.Nodes) (*gorgonia.Node, error) { return f(x) }
}

func TestBatchNorm(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	x, gamma, beta := random(r, "x", 5, 3), random(r, "gamma", 3), random(r, "beta", 3)
	of := func(f func(x gorgonia.Nodes) (y, mean, variance *gorgonia.Node, err error)) build {
		return one(func(x gorgonia.Nodes) (*gorgonia.Node, error) {
			y, _, _, err := f(x)
			return y, err
		})
	}
	both := of(func(x gorgonia.Nodes) (y, mean, variance *gorgonia.Node, err error) {
		return BatchNorm(x[0], x[1], x[2], 1e-3)
	})
	check(t,
		operation{"both", []leaf{x, gamma, beta}, 3, both},
		operation{"gamma", []leaf{x, gamma}, 2, of(func(x gorgonia.Nodes) (y, mean, variance *gorgonia.Node, err error) {
			return BatchNorm(x[0], x[1], nil, 1e-3)
		})},
		operation{"beta", []leaf{x, beta}, 2, of(func(x gorgonia.Nodes) (y, mean, variance *gorgonia.Node, err error) {
			return BatchNorm(x[0], nil, x[1], 1e-3)
		})},
		operation{"neither", []leaf{x}, 1, of(func(x gorgonia.Nodes) (y, mean, variance *gorgonia.Node, err error) {
			return BatchNorm(x[0], nil, nil, 1e-3)
		})},
		operation{"a batch of one", []leaf{random(r, "x", 1, 3), gamma, beta}, 3, both},
		operation{"one feature", []leaf{random(r, "x", 7, 1), random(r, "gamma", 1), random(r, "beta", 1)}, 3, both},
		operation{"many features", []leaf{random(r, "x", 11, 133), random(r, "gamma", 133), random(r, "beta", 133)}, 3, both},
	)
}

// By hand: of 1, 3 and 8 the mean is 4 and the biased variance (9+1+16)/3; of a
// single example they are the example and 0. A large mean swallows nothing: the
// variance of 1e4 + 0, 1, 2 is 2/3.
func TestBatchNormStatistics(t *testing.T) {
	for _, c := range []struct {
		x              []float32
		mean, variance float32
	}{
		{[]float32{1, 3, 8}, 4, 26. / 3},
		{[]float32{-2}, -2, 0},
		{[]float32{1e4, 1e4 + 1, 1e4 + 2}, 1e4 + 1, 2. / 3},
	} {
		var mean, variance *gorgonia.Node
		_, err := forward(t, tensor.Shape{len(c.x), 1}, c.x, func(x *gorgonia.Node) (y *gorgonia.Node, err error) {
			y, mean, variance, err = BatchNorm(x, nil, nil, 1e-5)
			return y, err
		})
		if err != nil {
			t.Fatal(err)
		}
		if m, v := mean.Value().Data().([]float32), variance.Value().Data().([]float32); m[0] != c.mean || v[0] != c.variance {
			t.Errorf("statistics of %v are %v and %v, want %v and %v", c.x, m, v, c.mean, c.variance)
		}
	}
}

func TestBatchNormErrors(t *testing.T) {
	batchNorm := func(gamma, beta []int, epsilon float64) func(x *gorgonia.Node) (*gorgonia.Node, error) {
		return func(x *gorgonia.Node) (*gorgonia.Node, error) {
			y, _, _, err := BatchNorm(x, zeros(x, "gamma", gamma...), zeros(x, "beta", beta...), epsilon)
			return y, err
		}
	}
	checkErrors(t, leaf{"x", tensor.Shape{2, 3}, make([]float64, 6)}, map[string]func(x *gorgonia.Node) (*gorgonia.Node, error){
		"gamma is (4): 3 != 4": batchNorm([]int{4}, []int{3}, 1e-3),
		"beta is (2): 3 != 2":  batchNorm([]int{3}, []int{2}, 1e-3),
		"epsilon is 0":         batchNorm([]int{3}, []int{3}, 0),
		"it is for running statistics": func(x *gorgonia.Node) (*gorgonia.Node, error) {
			_, mean, _, err := BatchNorm(x, nil, nil, 1e-3)
			if err != nil {
				return nil, err
			}
			loss, err := Penalty(mean, 0, 1)
			if err != nil {
				return nil, err
			}
			_, err = gorgonia.Grad(loss, x)
			return nil, err
		},
	})
}
