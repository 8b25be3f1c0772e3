package graph

import (
	"slices"
	"testing"

	"gorgonia.org/gorgonia"
)

// By hand: layers, shapes, parameters, state and operations, none of which is of the
// batch that the network was tried on.
func TestStructure(t *testing.T) {
	net := Sequential{
		Dense{Name: "a", Units: 4, KernelPenalty: L2(0.1)},
		BatchNorm{},
		Func(func(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
			y, err := gorgonia.Reshape(x, []int{x.Shape()[0], 2, 2})
			if err != nil {
				return nil, err
			}
			return gorgonia.Tanh(y)
		}),
	}
	got, err := Structure(net, []int{3}, nil)
	want := []string{
		"input 3",
		"a: Dense, output 4; a/kernel 3x4; a/bias 4; penalty, dense",
		"batch_normalization: BatchNormalization, output 4; batch_normalization/gamma 4; batch_normalization/beta 4; " +
			"batch_normalization/moving_mean 4 state; batch_normalization/moving_variance 4 state; normalize",
		"func: Func, output 2x2; Reshape, tanh",
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}
