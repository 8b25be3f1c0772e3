package optim

import (
	"encoding/json"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"

	"gorgonia.org/gorgonia"

	"digits/optim/schedule"
)

// serialized is an optimizer as Keras has serialized it.
type serialized struct {
	Class  string         `json:"class_name"`
	Config map[string]any `json:"config"`
}

// Each optimizer of Keras has the class and the settings that Keras itself
// serializes; what is left out is Keras' default.
func TestDescriptionsAreKeras(t *testing.T) {
	text, err := os.ReadFile("testdata/descriptions.json")
	if err != nil {
		t.Fatal(err)
	}
	var recorded struct{ Optimizers map[string]serialized }
	if err := json.Unmarshal(text, &recorded); err != nil {
		t.Fatal(err)
	}
	choices := map[string]Choice{
		"nesterov":                   {Name: "nesterov", LearningRate: 0.1, Momentum: 0.8},
		"rmsprop, momentum 0.5":      {Name: "rmsprop", Momentum: 0.5},
		"adamw, decay 0.01":          {Name: "adamw", Decay: "0.01"},
		"sgd, decay 0.25":            {Name: "sgd", Decay: "0.25"},
		"adam, value:0.5":            {Name: "adam", Clip: "value:0.5", Schedule: schedule.Cosine{}, Warmup: 3},
		"adam, norm:1":               {Name: "adam", Clip: "norm:1"},
		"adam, global:2, decay 0.25": {Name: "adam", Clip: "global:2", Decay: "0.25"},
	}
	for name, want := range recorded.Optimizers {
		c, has := choices[name]
		if !has {
			c.Name = name
		}
		c.Form = Keras
		o, err := c.New(schedule.Length{Epoch: 10, Total: 100})
		if err != nil {
			t.Fatal(err)
		}
		got := Describe(o)
		if got.Class != want.Class {
			t.Errorf("%s: got class %q, want %q", name, got.Class, want.Class)
		}
		for setting, value := range want.Config {
			switch mine, has := got.Config[setting]; {
			case setting == "name":
			case !has && (value == nil || strings.HasPrefix(setting, "use_ema") || setting == "ema_momentum"): // no optimizer here has it
			case !has, !sameSetting(mine, value):
				t.Errorf("%s: %s is %v, want %v", name, setting, mine, value)
			}
		}
		for setting := range got.Config {
			if _, has := want.Config[setting]; !has {
				t.Errorf("%s: Keras has no setting %s", name, setting)
			}
		}
	}
}

// sameSetting compares values, as float32 numbers, which Keras' learning rates are.
func sameSetting(got, want any) bool {
	x, isX := got.(float64)
	y, isY := want.(float64)
	if isX && isY {
		return math.Abs(x-y) <= 1e-7*math.Abs(y)
	}
	return reflect.DeepEqual(got, want)
}

// What Keras does not have has no class, but a text.
func TestDescriptionsOfOthers(t *testing.T) {
	clipped := &ClipNorm{Optimizer: &ClipValue{Optimizer: &SGD{}, Limit: 1}, Limit: 1}
	for want, o := range map[string]gorgonia.Solver{
		"RAdam in PyTorch's form":               &RAdam{},
		"SGD in PyTorch's form":                 &SGD{Momentum: 0.9, Dampening: 0.5},
		"Nadam in PyTorch's form":               &Nadam{},
		", l2 0.1":                              &L2{Optimizer: &SGD{}, Decay: 0.1},
		", each gradient clipped to norm 1":     clipped,
		"AdamW in Keras' form":                  &Decoupled{Optimizer: &AdamW{Form: Keras}, Decay: 0.1},
		"*gorgonia.VanillaSolver":               gorgonia.NewVanillaSolver(),
		"Adam in PyTorch's form, learning rate": &Adam{Options: []gorgonia.SolverOpt{gorgonia.WithL2Reg(0.1)}},
	} {
		if got := Describe(o); got.Class != "" || got.Config != nil || !strings.Contains(got.Text, want) {
			t.Errorf("%s: got %+v, want no class, and a text that says it", want, got)
		}
	}
}
