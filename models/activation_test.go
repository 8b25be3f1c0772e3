package models

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"testing"

	"digits/graph"
)

// The layers are written as Keras 2 and Keras 3 write them: alpha was
// negative_slope's name before Keras 3, an activation may be a layer.
func TestActivationsOfKerasConfigs(t *testing.T) {
	for text, want := range map[string]graph.Layer{
		`{"class_name":"LeakyReLU","config":{"alpha":0.125}}`:                                                                                graph.LeakyReLU{NegativeSlope: 0.125},
		`{"class_name":"LeakyReLU","config":{"negative_slope":0.125}}`:                                                                       graph.LeakyReLU{NegativeSlope: 0.125},
		`{"class_name":"LeakyReLU","config":{}}`:                                                                                             graph.LeakyReLU{},
		`{"class_name":"ELU","config":{"alpha":0.5}}`:                                                                                        graph.ELU{Alpha: 0.5},
		`{"class_name":"ThresholdedReLU","config":{"theta":2}}`:                                                                              graph.ThresholdedReLU{Theta: 2},
		`{"class_name":"Softmax","config":{"axis":-1}}`:                                                                                      graph.Softmax,
		`{"class_name":"ReLU","config":{"max_value":null,"negative_slope":0.0,"threshold":0.0}}`:                                             graph.ReLU,
		`{"class_name":"ReLU","config":{"max_value":6.0,"negative_slope":0.1,"threshold":1.0}}`:                                              graph.RectifiedLinear{MaxValue: 6, NegativeSlope: 0.1, Threshold: 1},
		`{"class_name":"Activation","config":{"activation":"swish"}}`:                                                                        graph.SiLU,
		`{"class_name":"Activation","config":{"activation":{"module":"keras.layers","class_name":"ELU","config":{"alpha":0.5}}}}`:            graph.ELU{Alpha: 0.5},
		`{"class_name":"Activation","config":{"activation":{"module":"builtins","class_name":"function","config":"mish"}}}`:                  graph.Mish,
		`{"class_name":"Activation","config":{"name":"slopes","activation":"prelu(initial=0.25, shared=1)"}}`:                                graph.PReLU{Layer: "slopes", Initial: 0.25, Shared: true},
		`{"class_name":"Activation","config":{"activation":{"module":"keras.layers","class_name":"LeakyReLU","config":{"alpha":0.300000}}}}`: graph.LeakyReLU{NegativeSlope: 0.3},
	} {
		var configs []layerConfig
		if err := json.Unmarshal([]byte("["+text+"]"), &configs); err != nil {
			t.Fatal(err)
		}
		layers, err := kerasLayersOf(configs)
		if err != nil || len(layers) != 1 || layers[0] != want {
			t.Errorf("%s: got %#v, %v, want %#v", text, layers, err, want)
		}
	}
}

// hard_sigmoid in a file of Keras 2 is another function than in one of Keras 3.
func TestHardSigmoidOfKeras2(t *testing.T) {
	layers := graph.Sequential{graph.Dense{Units: 2, Activation: graph.HardSigmoid}, graph.HardSigmoid, graph.Tanh}
	asKeras2(layers)
	if layers[0].(graph.Dense).Activation != graph.HardSigmoidKeras2 || layers[1] != graph.Layer(graph.HardSigmoidKeras2) || layers[2] != graph.Layer(graph.Tanh) {
		t.Errorf("got %v", layers)
	}
}

// A model with PReLU, whose slopes are parameters, comes back from its file
// whole; an activation with settings also from Keras' formats.
func TestActivationsInFiles(t *testing.T) {
	for _, c := range []struct{ activation, file string }{
		{"prelu(initial=0.25)", "m.safetensors"},
		{"hard_sigmoid_keras2", "m.safetensors"},
		{"elu(alpha=0.5)", "m.h5"},
		{"leaky_relu(negative_slope=0.1)", "m.keras"},
		{"sparse_plus", "m.keras"},
	} {
		a, err := graph.ActivationNamed(c.activation)
		if err != nil {
			t.Fatal(err)
		}
		m := mustNew(t, KerasSmall.WithActivation(a))
		path := filepath.Join(t.TempDir(), c.file)
		if err := m.Save(path); err != nil {
			t.Fatal(err)
		}
		back, err := Load(path)
		if err != nil {
			t.Fatal(err)
		}
		want, err := m.Predict(images(3))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := back.Predict(images(3)); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s in %s: got %v, %v, want %v", c.activation, c.file, got, err, want)
		}
	}
}
