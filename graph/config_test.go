package graph

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"gorgonia.org/gorgonia"
)

// described are layers with all settings that a file can hold.
var described = Sequential{
	Flatten{Name: "flat"},
	Rescaling{Name: "r", Scale: 0.5, Offset: -1},
	Normalization{Name: "n", Mean: []float64{0.5}, Variance: []float64{0.25}},
	Dense{Name: "a", Units: 6, Activation: ReLU, KernelPenalty: Penalty{0.001, 0.01}, BiasPenalty: L2(0.1), Frozen: true},
	Dense{Units: Classes, NoBias: true, Activation: LeakyReLU{NegativeSlope: 0.1}},
	BatchNorm{Name: "b", Momentum: 0.9, Epsilon: 1e-5, Unbiased: true, NoScale: true, NoCenter: true, Frozen: true},
	LayerNorm{Name: "l", Epsilon: 1e-5, NoScale: true, NoCenter: true, Frozen: true},
	Residual{Layers: Sequential{Dense{Units: 3}}, Shortcut: Sequential{Dense{Units: 3}}},
	Concat{nil, Dense{Units: 2}, nil},
	Frozen{Sequential{Dense{Units: 4}}},
	Reshape{Name: "s", Shape: []int{2, 3}},
	Permute{Name: "p", Axes: []int{2, 1}},
	GaussianNoise{Name: "g", Deviation: 0.1},
	Dropout{Name: "d", Rate: 0.25},
	Dense{Share: "a", Transposed: true, Name: "back"},
	Heads{{"digit", Dense{Units: 3, Activation: Softmax}}, {"even", Sequential{Dense{Units: 1}, Sigmoid}}},
	Sequential{SiLU},
	Conv2D{Filters: 8, Size: [2]int{3, 3}},
	Conv2D{Name: "c", Filters: 8, Size: [2]int{3, 5}, Stride: [2]int{2, 1}, Dilation: [2]int{1, 2}, Padding: Same, Groups: 2, Activation: ReLU, NoBias: true, KernelPenalty: L2(0.1), Frozen: true},
	Conv2D{Filters: 8, Size: [2]int{1, 1}, Padding: Padding{Before: [2]int{1, 2}, After: [2]int{3, 4}}, BiasPenalty: L1(0.1)},
	MaxPool2D{Size: [2]int{2, 2}},
	MaxPool2D{Name: "m", Size: [2]int{3, 2}, Stride: [2]int{1, 2}, Padding: Same},
	AveragePool2D{Name: "v", Size: [2]int{3, 2}, Stride: [2]int{1, 2}, Padding: Pad(1), CountPadding: true},
	GlobalAveragePool2D{Name: "h"},
	SpatialDropout2D{Name: "e", Rate: 0.5},
	Flatten{Planes: true},
}

// What is described and read again, through JSON or not, is what it was.
func TestLayersAreDescribed(t *testing.T) {
	for _, l := range described {
		c, err := ConfigOf(l)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		var read Config
		if err := json.Unmarshal(text, &read); err != nil {
			t.Fatal(err)
		}
		for _, of := range []Config{c, read} {
			if got, err := LayerOf(of); err != nil || !reflect.DeepEqual(got, l) {
				t.Errorf("%s\nis read as %#v, %v,\nwant %#v", text, got, err, l)
			}
		}
	}
}

// Zero fields are Keras' defaults, before and after.
func TestDefaultsAreDescribed(t *testing.T) {
	for _, l := range []Layer{Dense{Units: 2}, BatchNorm{}, LayerNorm{}, Rescaling{}, Dropout{}, GaussianNoise{}, Flatten{}, Conv2D{}, MaxPool2D{}, AveragePool2D{}, GlobalAveragePool2D{}, SpatialDropout2D{}} {
		c, err := ConfigOf(l)
		if err != nil {
			t.Fatal(err)
		}
		again, err := LayerOf(c)
		if err != nil {
			t.Fatal(err)
		}
		if d, err := ConfigOf(again); err != nil || !reflect.DeepEqual(d, c) {
			t.Errorf("%#v is described as %v, then as %v, %v", l, c, d, err)
		}
	}
}

// What only code can make is refused, wherever it stands, also where it has the name
// of what a file can hold.
func TestOnlyCodeCanMake(t *testing.T) {
	own := Func(func(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) { return x, nil })
	square := &Function{Title: "relu", Value: func(x float64) float64 { return x * x }, Derivative: func(x float64) float64 { return 2 * x }}
	for _, l := range []Layer{
		own, square,
		Dense{Units: 2, Activation: square},
		Sequential{own},
		Residual{Layers: Sequential{own}},
		Residual{Shortcut: own},
		Concat{own},
		Frozen{own},
		Heads{{"a", own}},
	} {
		if c, err := ConfigOf(l); !errors.Is(err, ErrOwn) {
			t.Errorf("%#v is described as %v, %v", l, c, err)
		}
	}
}

// Nothing where a layer must be is an error, of a network and of a description.
func TestNoLayer(t *testing.T) {
	for _, l := range []Layer{nil, Sequential{nil}, Frozen{}, Heads{{"a", nil}}, Residual{Layers: Sequential{nil}}} {
		if c, err := ConfigOf(l); err == nil {
			t.Errorf("%#v is described as %v", l, c)
		}
		if l == nil {
			continue
		}
		if _, err := Init(l, []int{4}, 1); err == nil || !strings.Contains(err.Error(), "is nil") {
			t.Errorf("%#v is made: %v", l, err)
		}
	}
}

func TestBadConfigs(t *testing.T) {
	deep := strings.Repeat(`{"class_name":"Sequential","config":{"layers":[`, 300) + strings.Repeat(`]}}`, 300)
	wide := `{"class_name":"Sequential","config":{"layers":[` + strings.Repeat(`{"class_name":"Flatten","config":{}},`, 300) + `{"class_name":"Flatten","config":{}}]}}`
	for text, want := range map[string]string{
		`{"class_name":"Conv","config":{}}`:                                                               `got a layer of class "Conv", want one of Activation, Average, AverageP`,
		`{"class_name":"Dense","config":{"units":2.5}}`:                                                   `got units "2.5", want a whole number`,
		`{"class_name":"Dense","config":{"units":"2"}}`:                                                   "want a number",
		`{"class_name":"Dense","config":{"units":2,"filters":3}}`:                                         `the setting "filters", which is not known`,
		`{"class_name":"Dense","config":{"units":2,"kernel_regularizer":3}}`:                              "a class and its settings",
		`{"class_name":"Dense","config":{"units":2,"kernel_regularizer":{"class_name":"O","config":{}}}}`: "want L1, L2 or L1L2",
		`{"class_name":"Residual","config":{"layers":3}}`:                                                 "a list of layers",
		`{"class_name":"Heads","config":{"names":["a"],"layers":[]}}`:                                     "a name for each layer",
		`{"class_name":"Sequential","config":{"layers":[null]}}`:                                          "a list of layers",
		`{"class_name":"BatchNormalization","config":{"momentum":0}}`:                                     "0 means its default, 0.99",
		`{"class_name":"Rescaling","config":{"scale":0}}`:                                                 "0 means its default, 1",
		`{"class_name":"Frozen","config":{}}`:                                                             "want the layers that are frozen",
		`{"config":{}}`:                                                                                   "class_name",
		deep:                                                                                              "more than 256 layers",
		wide:                                                                                              "more than 256 layers",
	} {
		var c Config
		err := json.Unmarshal([]byte(text), &c)
		if err == nil {
			_, err = LayerOf(c)
		}
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%.100s: got %v, want one line with %q", text, err, want)
		}
	}
}

// No description makes LayerOf panic; what it makes is described so that the
// description is read as the same, and a network of it is made or refused, within
// bounds.
func FuzzLayerOf(f *testing.F) {
	for _, l := range described {
		c, err := ConfigOf(l)
		if err != nil {
			f.Fatal(err)
		}
		text, err := json.Marshal(c)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"class_name":"Dense","config":{"units":2147483647}}`))
	f.Add([]byte(`{"class_name":"Reshape","config":{"shape":[4611686018427387904,4]}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var c Config
		if json.Unmarshal(text, &c) != nil {
			return
		}
		l, err := LayerOf(c)
		if err != nil {
			return
		}
		again, err := ConfigOf(l)
		if err != nil {
			t.Fatalf("%s is read as %#v, which is not described: %v", text, l, err)
		}
		second, err := LayerOf(again)
		if err != nil || !reflect.DeepEqual(second, l) {
			t.Fatalf("%s is read as %#v, again as %#v, %v", text, l, second, err)
		}
		have := &Params{} // no parameters: nothing that depends on them is allocated
		_, _ = Restore(l, []int{12}, have)
	})
}
