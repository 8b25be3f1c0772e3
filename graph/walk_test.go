package graph

import (
	"slices"
	"testing"
	"time"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// A program without its walk runs on the TapeMachine: both ways must give the
// same bits, for inference and for a training step with its gradients.
func TestWalkIsTheMachine(t *testing.T) {
	net := Sequential{Dense{Units: 7, Activation: ReLU}, Dropout{Rate: 0.3}, Dense{Units: 5}, Dense{Units: 3, Activation: Softmax}}
	params, err := Init(net, []int{11}, 3)
	if err != nil {
		t.Fatal(err)
	}
	for _, mode := range []Mode{Inference, Training} {
		p, err := Compile(net, params, Options{Mode: mode, Batch: 4, Input: []int{11}, Loss: SparseCategoricalCrossentropy{}, Clock: &Clock{Seed: 5}})
		if err != nil {
			t.Fatal(err)
		}
		for i := range p.Input() {
			p.Input()[i] = float32(i*i%17) / 17
		}
		copy(p.Labels(), []int32{2, 0, 1, 1})
		if err := p.machine.execute(); err != nil {
			t.Fatal(err)
		}
		loss, output, gradients := p.Loss(), slices.Clone(p.Output()), gradientsOf(t, p)
		clear(p.Output())
		var operations []string
		if err := p.Profile(func(operation string, took time.Duration) { operations = append(operations, operation) }); err != nil {
			t.Fatal(err)
		}
		if p.Loss() != loss || !slices.Equal(p.Output(), output) || !slices.EqualFunc(gradientsOf(t, p), gradients, slices.Equal[[]float32]) {
			t.Errorf("mode %v: loss %v, output %v by the walk, loss %v, output %v by the machine", mode, p.Loss(), p.Output(), loss, output)
		}
		if slices.Contains(operations, "denseKernelGrad") != (mode == Training) || slices.Index(operations, "dense") != 0 {
			t.Errorf("mode %v: the walk did %v", mode, operations)
		}
	}
}

func gradientsOf(t *testing.T, p *Program) (all [][]float32) {
	t.Helper()
	for _, g := range p.Gradients() {
		v, err := g.Grad()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, slices.Clone(v.(*tensor.Dense).Float32s()))
	}
	return all
}

// A graph with an operation of gorgonia's own runs on the TapeMachine, and only there.
func TestWalkLeavesGorgoniaAlone(t *testing.T) {
	net := Sequential{Dense{Units: 2}, Func(func(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.Pow(x, s.Constant(2)) })}
	params, err := Init(net, []int{2}, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := params.Set("dense/kernel", []int{2, 2}, []float32{1, 2, 3, 4}); err != nil {
		t.Fatal(err)
	}
	p, err := Compile(net, params, Options{Batch: 1, Input: []int{2}})
	if err != nil {
		t.Fatal(err)
	}
	copy(p.Input(), []float32{1, 1})
	if err := p.Run(); err != nil {
		t.Fatal(err)
	}
	// (1+3)², (2+4)²
	if want := []float32{16, 36}; !slices.Equal(p.Output(), want) {
		t.Errorf("got %v, want %v", p.Output(), want)
	}
	if p.Profile(func(string, time.Duration) {}) == nil {
		t.Error("a profile of gorgonia's own operations")
	}
}
