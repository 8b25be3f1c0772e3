package op

import (
	"math"
	"math/rand/v2"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func TestPenalty(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	f := func(l1, l2 float64) build {
		return one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return Penalty(x[0], l1, l2) })
	}
	check(t,
		operation{"both", []leaf{random(r, "w", 5, 3)}, 1, f(0.3, 0.7)},
		operation{"l1", []leaf{random(r, "w", 7)}, 1, f(0.3, 0)},
		operation{"l2", []leaf{random(r, "w", 2, 3, 4)}, 1, f(0, 0.1)},
		operation{"one weight", []leaf{random(r, "w", 1)}, 1, f(0.3, 0.7)},
	)
}

// By hand: of 1, -2, 0 with l1 = 1/2 and l2 = 1/4 the penalty is 3/2 + 5/4, its
// gradient (1, -3/2, 0). A sum of 10^4 halves and of their squares is exact.
func TestPenaltyByHand(t *testing.T) {
	loss, grads := run(t, []leaf{{"w", tensor.Shape{3}, []float64{1, -2, 0}}}, 1, one(func(x gorgonia.Nodes) (*gorgonia.Node, error) {
		return Penalty(x[0], 0.5, 0.25)
	}))
	if g := grads[0]; loss != 2.75 || g[0] != 1 || g[1] != -1.5 || g[2] != 0 {
		t.Errorf("penalty is %v, its gradient %v, want 2.75 and 1, -1.5, 0", loss, g)
	}
	halves := make([]float32, 10000)
	for i := range halves {
		halves[i] = 0.5
	}
	v, err := forward(t, tensor.Shape{10000}, halves, func(x *gorgonia.Node) (*gorgonia.Node, error) { return Penalty(x, 1, 1) })
	if err != nil || v.Data().(float32) != 7500 {
		t.Errorf("penalty is %v, %v, want 7500", v, err)
	}
}

func TestPenaltyErrors(t *testing.T) {
	checkErrors(t, leaf{"x", tensor.Shape{2}, make([]float64, 2)}, map[string]func(x *gorgonia.Node) (*gorgonia.Node, error){
		"weights are -1 and 0":  func(x *gorgonia.Node) (*gorgonia.Node, error) { return Penalty(x, -1, 0) },
		"weights are 0 and NaN": func(x *gorgonia.Node) (*gorgonia.Node, error) { return Penalty(x, 0, math.NaN()) },
	})
}
