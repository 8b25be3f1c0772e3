package optim

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

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

// compiled is testdata/compiled.json, which record_compiled.py had from Keras.
type compiled struct {
	Steps int
	Cases map[string]struct {
		Keras, H5 string // of .keras and .h5
		Weights   []float64
	}
}

// What Keras' files say that a model was compiled with is read from both forms of
// them, is written again as it was, and makes an optimizer that goes where Keras' own
// goes, in float64.
func TestKerasFiles(t *testing.T) {
	var r compiled
	readJSON(t, "testdata/compiled.json", &r)
	refused := map[string]string{
		"PolynomialDecay": `got Keras' "PolynomialDecay", want one of CosineDecay, ExponentialDecay, PiecewiseConstantDecay`,
		"use_ema":         "SGD of Keras' with use_ema true: there is none here",
		"accumulation":    "SGD of Keras' with gradient_accumulation_steps 2: there is none here",
	}
	if len(r.Cases) < 20 {
		t.Fatalf("got %d cases", len(r.Cases))
	}
	for name, c := range r.Cases {
		d := FromKeras([]byte(c.H5), nil)
		if d == nil || d.Class == "" {
			t.Errorf("%s: read as %+v", name, d)
			continue
		}
		isKeras(t, name+", .h5", d, c.H5, "optimizer_config")
		other := FromKeras(nil, []byte(c.Keras))
		isKeras(t, name+", .keras", other, c.Keras, "compile_config", "optimizer")
		o, err := d.New()
		if want, no := refused[name]; no || err != nil {
			if err == nil || !no || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: got %v, want an error with %q", name, err, want)
			}
			continue
		}
		step := 0
		v := waves(&step, tensor.Float64)[0] // 6 weights
		for ; step < r.Steps; step++ {
			if err := o.Step([]gorgonia.ValueGrad{v}); err != nil {
				t.Fatal(err)
			}
		}
		tolerance := 1e-12
		if strings.Contains(name, "Decay") || strings.Contains(name, "clipnorm") { // Keras computes these in float32
			tolerance = 1e-7
		}
		reaches(t, name, asFloats(v), c.Weights, tolerance)
	}
}

// isKeras fails unless the description, written as JSON and read again, has what the
// text of Keras' has at a path, but for what is null.
func isKeras(t *testing.T, name string, d *Description, text string, path ...string) {
	t.Helper()
	var all, got map[string]any
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		t.Fatal(err)
	}
	for _, field := range path {
		all = all[field].(map[string]any)
	}
	config := all["config"].(map[string]any)
	for setting, value := range config {
		if value == nil {
			delete(config, setting)
		}
	}
	written, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	again := &Description{}
	if err := json.Unmarshal(written, again); err != nil || !reflect.DeepEqual(again, d) {
		t.Errorf("%s: written and read it is %+v, %v, was %+v", name, again, err, d)
	}
	if err := json.Unmarshal(written, &got); err != nil {
		t.Fatal(err)
	}
	if got["class_name"] != all["class_name"] || !reflect.DeepEqual(got["config"], all["config"]) {
		t.Errorf("%s: written as\n%s, want\n%v", name, written, all)
	}
}

// What a stranger's Keras file was compiled with is taken as far as Keras 3 takes
// it: an unknown class or schedule is as if not known. A schedule keeps its text, in
// which 1.0 is no 1.
func TestFromKeras(t *testing.T) {
	for training, want := range map[string]*Description{
		`{"optimizer_config": {"class_name": "Custom>Mine", "config": {"learning_rate": 0.1}}}`:                               nil,
		`{"optimizer_config": {"class_name": "Adam", "config": {"learning_rate": {"class_name": "CosineDecay"}}}}`:            nil,
		`{"optimizer_config": {"class_name": "Adam", "config": {"learning_rate": {"class_name": "My>Decay", "config": {}}}}}`: nil,
		`{"optimizer_config": {"class_name": "Adam", "config": {"learning_rate": "fast"}}}`:                                   nil,
		`{"optimizer_config": {"class_name": "Adam"}}`:                                                                        nil,
		`{"optimizer_config": {"class_name": "SGD", "config": {"learning_rate": 0.1, "decay": 0, "momentum": 0.5, "clipnorm": null, "rho": 2, "clipvalue": [1]}}}`: {
			Class: "SGD", Config: map[string]any{"learning_rate": 0.1, "momentum": 0.5},
		},
		`{"optimizer_config": {"class_name": "SGD", "config": {"learning_rate": {"class_name": "CosineDecay", "config": {"initial_learning_rate": 1.0, "decay_steps": 1e1}}}}}`: {
			Class: "SGD", Config: map[string]any{"learning_rate": json.RawMessage(`{"class_name":"CosineDecay","config":{"initial_learning_rate":1.0,"decay_steps":1e1}}`)},
		},
		`{}`: {},
		``:   {},
		`{`:  nil,
	} {
		if got := FromKeras([]byte(training), []byte(`{}`)); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v", training, got, want)
		}
	}
}

// What is described in Keras' form is made again.
func TestDescriptionsAreMade(t *testing.T) {
	for _, name := range Names() {
		for _, around := range []Choice{{}, {Decay: "0.25"}, {Clip: "value:0.5"}, {Clip: "norm:0.5", Decay: "0.25"}, {Clip: "global:0.5"}} {
			around.Name, around.Form, around.LearningRate = name, Keras, 0.125
			o, err := around.New(schedule.Length{})
			if err != nil {
				t.Fatal(err)
			}
			d := Describe(o)
			again, err := d.New()
			if d.Class == "" {
				if err == nil || name != "radam" || !strings.Contains(err.Error(), `with class "", want one of Keras' optimizers`) {
					t.Errorf("%s: got %v", name, err)
				}
				continue
			}
			if err != nil {
				t.Errorf("%+v: %v", around, err)
			} else if got, want := fmt.Sprintf("%T %v", again, again), fmt.Sprintf("%T %v", o, o); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		}
	}
	for want, d := range map[string]Description{
		"with rho 0.5":         {Class: "SGD", Config: map[string]any{"learning_rate": 0.1, "rho": 0.5}},
		"with momentum true":   {Class: "SGD", Config: map[string]any{"momentum": true}},
		"learning_rate_power":  {Class: "Ftrl", Config: map[string]any{"learning_rate_power": -1.}},
		"got weight_decay -1":  {Class: "SGD", Config: map[string]any{"weight_decay": -1.}},
		"got clipnorm x, want": {Class: "SGD", Config: map[string]any{"clipnorm": "x"}},
	} {
		if _, err := d.New(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %q", err, want)
		}
	}
}
