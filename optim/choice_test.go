package optim

import (
	"fmt"
	"strings"
	"testing"

	"gorgonia.org/tensor"

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
		{Choice{Name: "adam", Form: Keras}, &Adam{Epsilon: 1e-7, EpsilonHat: true}},
		{Choice{Name: "sgd", LearningRate: 0.5, Momentum: 0.25}, &SGD{LearningRate: 0.5, Momentum: 0.25}},
		{Choice{Name: "nesterov"}, &SGD{Momentum: 0.9, Nesterov: true}},
		{Choice{Name: "adamw", Decay: "0.25"}, &AdamW{Decay: 0.25}},
		{Choice{Name: "adamw", Decay: "l2:0.25"}, &L2{Optimizer: &AdamW{}, Decay: 0.25}},
		{Choice{Name: "adamw", Decay: "l1:0.25"}, &L1{Optimizer: &AdamW{}, Decay: 0.25}},
		{Choice{Name: "sgd", LearningRate: 0.1, Schedule: schedule.OneCycle{}}, &Scheduled{Optimizer: &SGD{LearningRate: 0.1}, Schedule: schedule.OneCycle{Steps: 500}}},
		{Choice{Name: "sgd", Schedule: schedule.OneCycle{Max: 0.1}}, &Scheduled{Optimizer: &SGD{LearningRate: 0.1}, Schedule: schedule.OneCycle{Steps: 500}}},
		{Choice{Name: "lion", Decay: "0.25"}, &Decoupled{Optimizer: &Lion{}, Decay: 0.25}},
		{Choice{Name: "lion", Clip: "value:0.5"}, &ClipValue{Optimizer: &Lion{}, Limit: 0.5}},
		{Choice{Name: "lion", Clip: "norm:1", Decay: "l2:0.1"}, &ClipNorm{Optimizer: &L2{Optimizer: &Lion{}, Decay: 0.1}, Limit: 1}},
		{Choice{Name: "lion", Clip: "global:2"}, &ClipGlobalNorm{Optimizer: &Lion{}, Limit: 2}},
		{Choice{Name: "lion", Schedule: schedule.Step{Epochs: 2, Factor: 0.5}}, &Scheduled{Optimizer: &Lion{}, Schedule: schedule.Step{Steps: 200, Factor: 0.5}}},
		{
			Choice{Name: "lion", Schedule: schedule.Cosine{}, Warmup: 50, Clip: "norm:1"},
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
		`optimizer: got "", want one of sgd, `:                 {},
		`optimizer: got "adamm", want one of sgd, momentum, `:  {Name: "adamm"},
		"momentum: adam has none":                              {Name: "adam", Momentum: 0.9},
		"warmup: got 7 steps, want less than the training's 7": {Name: "adam", Warmup: 7},
		"epsilon: sgd has none to set":                         {Name: "sgd", Epsilon: 1e-3},
		"warmup: got -1":                                       {Name: "adam", Warmup: -1},
		`clip: got "0.5", want value:LIMIT`:                    {Name: "adam", Clip: "0.5"},
		`clip: got "norm:0"`:                                   {Name: "adam", Clip: "norm:0"},
		`clip: got "norm:nan"`:                                 {Name: "adam", Clip: "norm:nan"},
		"schedule: onecycle's peak is 0.1, learning_rate 0.5":  {Name: "adam", LearningRate: 0.5, Schedule: schedule.OneCycle{Max: 0.1}},
		`decay: got "l3:1"`:                                    {Name: "adam", Decay: "l3:1"},
		`decay: got "-1"`:                                      {Name: "adam", Decay: "-1"},
		`decay: got "l3:0.5"`:                                  {Name: "adam", Decay: "l3:0.5"},
		`decay: got "l2:", want a number above 0`:              {Name: "adam", Decay: "l2:"},
	} {
		if _, err := c.New(schedule.Length{Epoch: 7, Total: 7}); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%+v: %v, want an error that begins with %q", c, err, want)
		}
	}
}

// What a person leaves open is the recipe's; a number is the recipe's where both have
// one optimizer, since the numbers of another would mean something else.
func TestChoiceOr(t *testing.T) {
	recipe := Choice{Name: "adam", Form: Keras, LearningRate: 0.002, Epsilon: 1e-3, Schedule: schedule.Cosine{}, Clip: "norm:1"}
	for _, c := range []struct{ asked, want Choice }{
		{Choice{}, recipe},
		{Choice{LearningRate: 0.5}, Choice{Name: "adam", Form: Keras, LearningRate: 0.5, Epsilon: 1e-3, Schedule: schedule.Cosine{}, Clip: "norm:1"}},
		{Choice{Name: "adam", Epsilon: 1e-5}, Choice{Name: "adam", Form: Keras, LearningRate: 0.002, Epsilon: 1e-5, Schedule: schedule.Cosine{}, Clip: "norm:1"}},
		{
			Choice{Name: "sgd", Schedule: schedule.Constant{}, Clip: "value:2", Warmup: 3, Decay: "0.1"},
			Choice{Name: "sgd", Form: Keras, Schedule: schedule.Constant{}, Clip: "value:2", Warmup: 3, Decay: "0.1"},
		},
	} {
		if got := c.asked.Or(recipe); got != c.want {
			t.Errorf("%+v is\n%+v, want\n%+v", c.asked, got, c.want)
		}
	}
}

// An epsilon that is given is used.
func TestEpsilonIsUsed(t *testing.T) {
	for _, name := range []string{"rmsprop", "adagrad", "adadelta", "adam", "amsgrad", "adamw", "adamax", "nadam", "radam"} {
		for _, form := range []Form{PyTorch, Keras} {
			o, err := Choice{Name: name, Form: form, Epsilon: 0.125}.New(schedule.Length{})
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(fmt.Sprint(o), ", epsilon 0.125") {
				t.Errorf("%s: got %v", name, o)
			}
		}
	}
}

// A schedule without steps steps nothing.
func TestScheduleNeedsALength(t *testing.T) {
	o, err := Choice{Name: "sgd", Schedule: schedule.Cosine{}}.New(schedule.Length{})
	if err != nil {
		t.Fatal(err)
	}
	if err := o.Step(parameters(tensor.Float32)); err == nil || !strings.Contains(err.Error(), "until the end of the training: give the schedule steps") {
		t.Errorf("got %v", err)
	}
}
