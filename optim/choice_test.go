package optim

import (
	"fmt"
	"strings"
	"testing"

	"digits/optim/schedule"
)

// What each text stands for, in the order in which PyTorch's and Keras' programs
// do it: the rate is set, gradients are clipped, weights decay, then comes the step.
func TestChoice(t *testing.T) {
	length := schedule.Length{Epoch: 100, Total: 500}
	for _, c := range []struct {
		choice Choice
		want   Optimizer
	}{
		{Choice{Name: "adam"}, &Adam{}},
		{Choice{Name: "adam", Settings: Settings{Form: Keras}}, &Adam{Epsilon: 1e-7, EpsilonHat: true}},
		{Choice{Name: "sgd", Settings: Settings{LearningRate: 0.5, Momentum: 0.25}}, &SGD{LearningRate: 0.5, Momentum: 0.25}},
		{Choice{Name: "nesterov"}, &SGD{Momentum: 0.9, Nesterov: true}},
		{Choice{Name: "adamw", Decay: "0.25"}, &AdamW{Decay: 0.25}},
		{Choice{Name: "adamw", Decay: "l2:0.25"}, &L2{Optimizer: &AdamW{}, Decay: 0.25}},
		{Choice{Name: "lion", Decay: "0.25"}, &Decoupled{Optimizer: &Lion{}, Decay: 0.25}},
		{Choice{Name: "lion", Clip: "value:0.5"}, &ClipValue{Optimizer: &Lion{}, Limit: 0.5}},
		{Choice{Name: "lion", Clip: "norm:1", Decay: "l2:0.1"}, &ClipNorm{Optimizer: &L2{Optimizer: &Lion{}, Decay: 0.1}, Limit: 1}},
		{Choice{Name: "lion", Clip: "global:2"}, &ClipGlobalNorm{Optimizer: &Lion{}, Limit: 2}},
		{Choice{Name: "lion", Schedule: "step:2,0.5"}, &Scheduled{Optimizer: &Lion{}, Schedule: schedule.Step{Steps: 200, Factor: 0.5}}},
		{
			Choice{Name: "lion", Schedule: "cosine", Warmup: 50, Clip: "norm:1"},
			&Scheduled{Optimizer: &ClipNorm{Optimizer: &Lion{}, Limit: 1}, Schedule: schedule.Warmup{Steps: 50, Then: schedule.Cosine{Steps: 450}}},
		},
		{Choice{Name: "lion", Warmup: 5}, &Scheduled{Optimizer: &Lion{}, Schedule: schedule.Warmup{Steps: 5, Then: schedule.Constant{}}}},
	} {
		got, err := c.choice.New(length)
		if err != nil {
			t.Errorf("%+v: %v", c.choice, err)
			continue
		}
		if text, want := fmt.Sprintf("%T %v", got, got), fmt.Sprintf("%T %v", c.want, c.want); text != want {
			t.Errorf("%+v is\n%s, want\n%s", c.choice, text, want)
		}
	}
}

func TestChoiceRefuses(t *testing.T) {
	for want, c := range map[string]Choice{
		`optimizer: got "", want one of sgd, `:                     {},
		`optimizer: got "adamm", want one of sgd, momentum, `:      {Name: "adamm"},
		"momentum: adam has none":                                  {Name: "adam", Settings: Settings{Momentum: 0.9}},
		`schedule: got "cosin", want one of constant, exponential`: {Name: "adam", Schedule: "cosin"},
		`schedule: got "step:0,0.5"`:                               {Name: "adam", Schedule: "step:0,0.5"},
		`schedule: got "step:5"`:                                   {Name: "adam", Schedule: "step:5"},
		`schedule: got "step:5,x", want numbers`:                   {Name: "adam", Schedule: "step:5,x"},
		`schedule: got "cosine:2"`:                                 {Name: "adam", Schedule: "cosine:2"},
		`schedule: got "exponential:nan"`:                          {Name: "adam", Schedule: "exponential:nan"},
		`schedule: got "exponential:0"`:                            {Name: "adam", Schedule: "exponential:0"},
		"warmup: got -1":                                           {Name: "adam", Warmup: -1},
		`clip: got "0.5", want value:LIMIT`:                        {Name: "adam", Clip: "0.5"},
		`clip: got "norm:0"`:                                       {Name: "adam", Clip: "norm:0"},
		`clip: got "norm:nan"`:                                     {Name: "adam", Clip: "norm:nan"},
		`decay: got "-1"`:                                          {Name: "adam", Decay: "-1"},
		`decay: got "l1:0.5"`:                                      {Name: "adam", Decay: "l1:0.5"},
		`decay: got "l2:", want a number above 0`:                  {Name: "adam", Decay: "l2:"},
	} {
		if _, err := c.New(schedule.Length{Epoch: 1, Total: 1}); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%+v: %v, want an error that begins with %q", c, err, want)
		}
	}
}
