package graph

import (
	"math/rand/v2"
	"slices"
	"testing"

	"gorgonia.org/gorgonia"
)

// A run after the first one leaves out the instructions that only load or free, and
// gives the bits of a machine that begins anew, with other inputs and parameters.
func TestLaterRunsAreFirstRuns(t *testing.T) {
	net := Sequential{Dense{Units: 7, Activation: ReLU}, Dropout{Rate: 0.3}, Dense{Units: 5, Activation: ReLU}, Dense{Units: 3, Activation: Softmax}}
	params := mustInit(t, net, 11)
	r := rand.New(rand.NewPCG(3, 4))
	clock := &Clock{Seed: 5}
	options := Options{Mode: Training, Batch: 4, Input: []int{11}, Loss: SparseCategoricalCrossentropy{}, Clock: clock}
	old := mustCompile(t, net, params, options)
	for i := range 4 {
		fresh := mustCompile(t, net, params, options)
		clock.Step++
		for j := range old.Input() {
			old.Input()[j] = float32(r.NormFloat64())
		}
		kernel := params.Get("dense/kernel").Float32s()
		kernel[r.IntN(len(kernel))] *= 2
		copy(fresh.Input(), old.Input())
		for _, p := range []*Program{old, fresh} {
			copy(p.Labels(), []int32{2, 0, 1, int32(i % 3)})
			if err := p.Run(); err != nil {
				t.Fatal(err)
			}
		}
		if old.Loss() != fresh.Loss() || !slices.Equal(old.Output(), fresh.Output()) || !slices.EqualFunc(gradientsOf(t, old), gradientsOf(t, fresh), slices.Equal[[]float32]) {
			t.Fatalf("run %d gives loss %v, of a new machine %v", i+1, old.Loss(), fresh.Loss())
		}
	}
	if all, again := old.machine.all[0].Len(), old.Instructions(); again == 0 || again >= all {
		t.Errorf("a later run has %d instructions, the first %d", again, all)
	}
}

// An operation of gorgonia's own may write over its inputs: such a graph is run
// whole each time.
func TestRunsOfGorgoniasOperationsAreWhole(t *testing.T) {
	net := Sequential{Dense{Units: 2}, Func(func(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.Pow(x, s.Constant(2)) })}
	p := mustCompile(t, net, mustInit(t, net, 2), Options{Batch: 1, Input: []int{2}})
	if got, want := p.Instructions(), p.machine.all[0].Len(); got != want {
		t.Errorf("a run has %d instructions, want all %d", got, want)
	}
	var first []float32
	for i := range 3 {
		copy(p.Input(), []float32{1, 2})
		if err := p.Run(); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first = slices.Clone(p.Output())
		}
		if !slices.Equal(p.Output(), first) {
			t.Fatalf("run %d gives %v, the first %v", i+1, p.Output(), first)
		}
	}
}

// After a run that failed in its middle, here by a label that is none, the next is
// what it would have been.
func TestRunAfterAFailedOne(t *testing.T) {
	net := Sequential{Dense{Units: 5, Activation: ReLU}, Dense{Units: 3, Activation: Softmax}}
	p := mustCompile(t, net, mustInit(t, net, 4), Options{Mode: Training, Batch: 2, Input: []int{4}, Loss: SparseCategoricalCrossentropy{}})
	var losses []float64
	for _, label := range []int32{1, 1, 3, 1, 1} {
		copy(p.Input(), []float32{1, 2, 3, 4, 5, 6, 7, 8})
		copy(p.Labels(), []int32{label, 2})
		if err := p.Run(); (err != nil) != (label == 3) {
			t.Fatalf("label %d: %v", label, err)
		}
		losses = append(losses, p.Loss())
	}
	for _, i := range []int{1, 3, 4} {
		if losses[i] != losses[0] {
			t.Errorf("losses are %v, want the same for the same labels", losses)
		}
	}
}
