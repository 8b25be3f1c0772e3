package graph

import (
	"math/rand/v2"
	"slices"
	"testing"

	"gorgonia.org/tensor"
)

// To skip the zeros that ReLU and dropout leave in hidden layers changes no bit, of
// the output or of a gradient. A layer of 256 by 128 would be summed in halves if it
// were the first.
func TestZerosOfHiddenLayersAreSkippedExactly(t *testing.T) {
	const batch, pixels, classes = 64, 100, 10
	net := Sequential{
		Dense{Units: 256, Activation: ReLU},
		Dropout{Rate: 0.3},
		Dense{Units: 128, Activation: ReLU},
		Dense{Units: 128},
		ReLU,
		Dense{Units: classes},
	}
	params := mustInit(t, net, pixels)
	r := rand.New(rand.NewPCG(1, 2))
	x, labels := make([]float32, batch*pixels), make([]int32, batch)
	for i := range x {
		x[i] = float32(r.NormFloat64()) // no background: it is the hidden layers that differ
	}
	for i := range labels {
		labels[i] = r.Int32N(classes)
	}
	var results [2][][]float32
	for i, whole := range []bool{false, true} {
		p := mustCompile(t, net, params, Options{
			Mode: Training, Batch: batch, Input: []int{pixels}, Loss: SparseCategoricalCrossentropy{From: FromLogits}, Whole: whole, Clock: &Clock{},
		})
		copy(p.Input(), x)
		copy(p.Labels(), labels)
		if err := p.Run(); err != nil {
			t.Fatal(err)
		}
		results[i] = append(results[i], p.Output())
		for _, g := range p.Gradients() {
			grad, err := g.Grad()
			if err != nil {
				t.Fatal(err)
			}
			results[i] = append(results[i], grad.(*tensor.Dense).Float32s())
		}
	}
	for i, got := range results[0] {
		if !slices.Equal(got, results[1][i]) {
			t.Errorf("result %d depends on whether zeros are skipped", i)
		}
	}
}
