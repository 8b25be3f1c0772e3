package models

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"digits/graph"
)

// The layers are written as Keras 2 and Keras 3 write them: alpha was
// negative_slope's name before Keras 3, an activation may be a layer.
func TestActivationsOfKerasConfigs(t *testing.T) {
	for text, want := range map[string]graph.Layer{
		`{"class_name":"LeakyReLU","config":{"alpha":0.125}}`:                                                                                graph.LeakyReLU{NegativeSlope: 0.125},
		`{"class_name":"LeakyReLU","config":{"negative_slope":0.125}}`:                                                                       graph.LeakyReLU{NegativeSlope: 0.125},
		`{"class_name":"LeakyReLU","config":{}}`:                                                                                             graph.LeakyReLU{NegativeSlope: 0.3},
		`{"class_name":"ELU","config":{"alpha":0.5}}`:                                                                                        graph.ELU{Alpha: 0.5},
		`{"class_name":"ThresholdedReLU","config":{"theta":2}}`:                                                                              graph.ThresholdedReLU{Theta: 2},
		`{"class_name":"Softmax","config":{"axis":-1}}`:                                                                                      graph.Softmax,
		`{"class_name":"ReLU","config":{"max_value":null,"negative_slope":0.0,"threshold":0.0}}`:                                             graph.ReLU,
		`{"class_name":"ReLU","config":{"max_value":6.0,"negative_slope":0.1,"threshold":1.0}}`:                                              graph.RectifiedLinear{MaxValue: 6, NegativeSlope: 0.1, Threshold: 1},
		`{"class_name":"Activation","config":{"activation":"swish"}}`:                                                                        graph.SiLU,
		`{"class_name":"Activation","config":{"activation":{"module":"keras.layers","class_name":"ELU","config":{"alpha":0.5}}}}`:            graph.ELU{Alpha: 0.5},
		`{"class_name":"Activation","config":{"activation":{"module":"keras.layers","class_name":"LeakyReLU","config":{"alpha":0.300000}}}}`: graph.LeakyReLU{NegativeSlope: 0.3},
	} {
		layers, err := kerasLayersIn(text, "3.15.1")
		if err != nil || len(layers) != 1 || layers[0] != want {
			t.Errorf("%s: got %#v, %v, want %#v", text, layers, err, want)
		}
	}
}

// kerasLayersIn reads layers of a Sequential of Keras'.
func kerasLayersIn(text, version string) (graph.Sequential, error) {
	n, err := parseKeras([]byte(`{"class_name":"Sequential","config":{"layers":[`+text+`]}}`), version)
	if err != nil {
		return nil, err
	}
	layers, _ := n.wiring.Chain()
	return layers, nil
}

// hard_sigmoid in a file of Keras 2 is another function than in one of Keras 3.
func TestHardSigmoidOfKeras2(t *testing.T) {
	const text = `{"class_name":"Dense","config":{"units":2,"activation":"hard_sigmoid"}},{"class_name":"Activation","config":{"activation":"hard_sigmoid"}},{"class_name":"Activation","config":{"activation":"tanh"}}`
	layers, err := kerasLayersIn(text, "2.21.0")
	if err != nil {
		t.Fatal(err)
	}
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

// Keras' sparsemax is another function: neither is taken for the other.
func TestSparsemaxIsNotKeras(t *testing.T) {
	m := mustNew(t, KerasSmall.WithActivation(graph.Sparsemax))
	for _, file := range []string{"m.keras", "m.h5"} {
		if err := m.Save(filepath.Join(t.TempDir(), file)); err == nil || !strings.Contains(err.Error(), "something else") {
			t.Errorf("%s: got %v", file, err)
		}
	}
	n := kerasNetwork{}
	s := &kerasSettings{values: map[string]any{"activation": "sparsemax"}}
	if a := n.activation(s); s.err == nil || !strings.Contains(s.err.Error(), "not the published one") {
		t.Errorf("got %v, %v", a, s.err)
	}
}
