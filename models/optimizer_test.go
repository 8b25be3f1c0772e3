package models

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"

	"digits/models/h5"
	"digits/optim"
)

// compiled is what a Keras file says that its model was compiled with, nil if it
// was not.
func compiled(t *testing.T, m *Model, extension string) map[string]any {
	t.Helper()
	var b bytes.Buffer
	if err := m.Write(&b, extension); err != nil {
		t.Fatal(err)
	}
	f, err := h5.Read(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	var said struct {
		Optimizer map[string]any `json:"optimizer_config"`
		Compile   struct {
			Optimizer map[string]any
		} `json:"compile_config"`
	}
	for _, text := range [][]byte{f.TrainingConfig, f.Config} {
		if len(text) == 0 {
			continue
		}
		if err := json.Unmarshal(text, &said); err != nil {
			t.Fatal(err)
		}
	}
	if said.Optimizer != nil {
		return said.Optimizer
	}
	return said.Compile.Optimizer
}

// A Keras file names the optimizer that has trained, also when it was converted
// on the way; the recipe's Adam if that is not known; and none if Keras has none.
func TestKerasFileNamesTheOptimizer(t *testing.T) {
	rmsprop := &optim.Description{Text: "RMSprop", Class: "RMSprop", Config: map[string]any{"name": "rmsprop", "learning_rate": 0.5, "rho": 0.75, "centered": true}}
	for name, c := range map[string]struct {
		optimizer *optim.Description
		class     any
		rate      any
	}{
		"not known":      {nil, "Adam", 0.001},
		"RMSprop":        {rmsprop, "RMSprop", 0.5},
		"none of Keras'": {&optim.Description{Text: "RAdam"}, nil, nil},
	} {
		for _, through := range []string{"", ".h5", ".keras", ".safetensors"} {
			for _, extension := range []string{".h5", ".keras"} {
				m := mustNew(t, KerasSmall)
				m.Optimizer = c.optimizer
				if through != "" {
					m = reread(t, m, through)
				}
				got := compiled(t, m, extension)
				config, _ := got["config"].(map[string]any)
				if got["class_name"] != c.class || config["learning_rate"] != c.rate {
					t.Errorf("%s, by %q to %s: got %v", name, through, extension, got)
				}
				if c.optimizer == rmsprop && !reflect.DeepEqual(config, rmsprop.Config) {
					t.Errorf("%s, by %q to %s: got the settings %v", name, through, extension, config)
				}
			}
		}
	}
}

// A learning rate that is a schedule of Keras' goes through our files, and is written
// again as it was: 1.0 and 10 among it.
func TestKerasScheduleIsKept(t *testing.T) {
	rate := `{"module":"keras.optimizers.schedules","class_name":"ExponentialDecay","config":{"initial_learning_rate":1.0,"decay_steps":10,"decay_rate":0.5},"registered_name":null}`
	for _, through := range []string{".h5", ".keras", ".safetensors"} {
		m := mustNew(t, KerasSmall)
		m.Optimizer = &optim.Description{Class: "SGD", Config: map[string]any{"learning_rate": json.RawMessage(rate), "momentum": 0.5}}
		again := reread(t, m, through)
		if !reflect.DeepEqual(again.Optimizer, m.Optimizer) {
			t.Errorf("%s: got %s, want %s", through, again.Optimizer, m.Optimizer)
		}
		var b bytes.Buffer
		if err := again.Write(&b, ".h5"); err != nil {
			t.Fatal(err)
		}
		f, err := h5.Read(b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(f.TrainingConfig, []byte(rate)) {
			t.Errorf("by %s: got %s, want %s in it", through, f.TrainingConfig, rate)
		}
	}
}

// Whole numbers are Python's floats, which Keras' SGD insists on.
func TestKerasFileHasFloats(t *testing.T) {
	m := mustNew(t, KerasSmall)
	m.Optimizer = &optim.Description{Class: "SGD", Config: map[string]any{"learning_rate": 1., "momentum": 0., "nesterov": false, "clipnorm": 1e-7}}
	training, err := m.trainingConfig()
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(training["optimizer_config"])
	if want := `{"class_name":"SGD","config":{"clipnorm":1e-7,"learning_rate":1.0,"momentum":0.0,"nesterov":false}}`; err != nil || string(text) != want {
		t.Errorf("got %s, %v, want %s", text, err, want)
	}
}

// reread writes the model and reads it again.
func reread(t *testing.T, m *Model, extension string) *Model {
	t.Helper()
	var b bytes.Buffer
	if err := m.Write(&b, extension); err != nil {
		t.Fatal(err)
	}
	again, err := Read(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return again
}

func TestBrokenOptimizer(t *testing.T) {
	if _, err := parseOptimizer("{"); err == nil {
		t.Error("a broken optimizer was read")
	}
}
