package main

import (
	"slices"
	"testing"

	"digits/experiments/internal/lab"
	"digits/experiments/internal/proof"
	"digits/graph"
	"digits/internal/reference"
	"digits/optim"
	"digits/train"
)

// The frozen body is what was taken over, the slow one is near it.
func TestFreezing(t *testing.T) {
	source := proof.Digits(120)
	body := proof.Run(t, lab.Fit, network("body", false), lab.Only(source, 0, 5, source.Train.Len()), proof.Config())
	kernel := func(name string) []float32 {
		return proof.Holds(t, fit, network(name, name == "frozen"), source).Params.Get("body/kernel").Float32s()
	}
	taken := body.Params.Get("body/kernel").Float32s()
	if !slices.Equal(kernel("frozen"), taken) {
		t.Error("the frozen body is not what was taken over")
	}
	slow := distance(kernel("slow"), taken)
	if fresh := distance(kernel("fresh"), taken); !(slow > 0 && slow < fresh/10) {
		t.Errorf("at a tenth of the rate the body moves by %v, a fresh one is %v away", slow, fresh)
	}
}

func distance(a, b []float32) (sum float64) {
	for i, v := range a {
		sum += float64((v - b[i]) * (v - b[i]))
	}
	return sum
}

// Frozen layers and groups with rates and decays of their own are PyTorch's.
func TestGroupsAreTheirs(t *testing.T) {
	sgd := func(rate, decay float64) optim.Optimizer {
		return &optim.L2{Optimizer: &optim.SGD{LearningRate: rate}, Decay: decay}
	}
	adam := func(rate, decay float64) optim.Optimizer {
		return &optim.L2{Optimizer: &optim.Adam{LearningRate: rate}, Decay: decay}
	}
	adamW := func(rate, decay float64) optim.Optimizer {
		if decay == 0 {
			return &optim.Adam{LearningRate: rate} // 0 is AdamW's default, .01
		}
		return &optim.AdamW{LearningRate: rate, Decay: decay}
	}
	groups := func(make func(rate, decay float64) optim.Optimizer, a, b, c float64) optim.Optimizer {
		return optim.Groups{
			{Match: "^dense/", Optimizer: make(a, 0.1)}, {Match: "^dense_1/kernel", Optimizer: make(b, 0.01)}, {Match: "^dense_1/bias", Optimizer: make(c, 0)},
		}
	}
	frozen := reference.Plain(nil)
	frozen.Layers = graph.Sequential{graph.Frozen{Layer: frozen.Layers[0]}, frozen.Layers[1]}
	for name, c := range map[string]*train.Stepper{
		"frozen-torch":       {Model: reference.Model(t, frozen)},
		"groups-sgd-torch":   {Optimizer: groups(sgd, 0.01, 0.05, 0.1)},
		"groups-adam-torch":  {Optimizer: groups(adam, 0.0005, 0.001, 0.002)},
		"groups-adamw-torch": {Optimizer: groups(adamW, 0.0005, 0.001, 0.002)},
	} {
		t.Run(name, func(t *testing.T) {
			if c.Model == nil {
				c.Model = reference.Model(t, reference.Plain(nil))
			}
			reference.Follow(t, c, reference.Plainly, reference.Case[reference.Result](t, "torch", name), nil)
		})
	}
	byGroup := &train.Stepper{Model: reference.Model(t, reference.Plain(nil)), Optimizer: optim.Groups{{Match: "^dense/"}, {Optimizer: &optim.SGD{LearningRate: 0.1}}}}
	reference.Follow(t, byGroup, reference.Plainly, reference.Case[reference.Result](t, "torch", "frozen-torch"), nil)
}
