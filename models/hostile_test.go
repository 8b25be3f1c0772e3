package models

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"digits/internal/hostile"
	"digits/models/h5"
	"digits/models/pth"
	"digits/models/safetensors"
	"digits/models/weights"
)

// refused loads a file that must be refused, within the memory that readers
// may take and within a second.
func refused(t *testing.T, content []byte, want string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "m")
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	err := hostile.Refused(t, content, func([]byte) error {
		_, err := Load(path)
		return err
	})
	if err == nil || !strings.Contains(err.Error(), want) || len(err.Error()) > 3000 {
		t.Errorf("got %.3000v, want %q, briefly", err, want)
	}
	if took := time.Since(began); took > 5*time.Second { // a second on an idle machine
		t.Errorf("took %v", took)
	}
}

func kerasBytes(t *testing.T, config string, format h5.Format) []byte {
	t.Helper()
	f := &h5.File{Config: []byte(config), Layers: []h5.Layer{{Name: "a", Class: "Dense", Weights: []weights.Array{
		{Name: "a/kernel", Shape: []int{2, 3}, Values: make([]float32, 6)}, {Name: "a/bias", Shape: []int{3}, Values: make([]float32, 3)},
	}}}}
	var b bytes.Buffer
	if err := h5.Write(&b, f, format); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What a configuration describes takes no more memory than the weights beside it.
func TestHostileConfigurations(t *testing.T) {
	const dense = `{"class_name":"Dense","config":{"name":"a","units":3}}`
	chain := func(class, layers string) string {
		return fmt.Sprintf(`{"class_name":%q,"config":{"name":"m","layers":[%s]}}`, class, layers)
	}
	input := func(shape string) string {
		return `{"class_name":"InputLayer","config":{"name":"i","batch_shape":` + shape + `}},`
	}
	many := strings.Repeat(`{"class_name":"Activation","config":{"activation":"tanh"}},`, 1000)
	for name, c := range map[string]struct{ config, want string }{
		"many layers":       {chain("Sequential", many+many+dense), "more than"},
		"empty layers":      {chain("Sequential", strings.Replace(dense, `"a"`, `"b"`, 1)+strings.Repeat(",{}", 300000)), "more than 32768 values"},
		"wide":              {chain("Sequential", `{"class_name":"Dense","config":{"name":"a","units":1000000000}}`), "kernel"},
		"negative":          {chain("Sequential", `{"class_name":"Dense","config":{"name":"a","units":-3}}`), "units"},
		"huge input":        {chain("Sequential", input("[null,1000000000,1000000000]")+dense), "input"},
		"negative input":    {chain("Sequential", input("[null,-2]")+dense), "input"},
		"other input":       {chain("Sequential", input("[null,5]")+dense), "kernel"},
		"many dimensions":   {chain("Sequential", input("["+strings.Repeat("1,", 400000)+"1]")+dense), "more than 32768 values"},
		"no layers":         {chain("Sequential", ""), "layers"},
		"subclass":          {chain("MyModel", dense), `"MyModel"`},
		"lambda":            {chain("Sequential", `{"class_name":"Lambda","config":{"function":["4wEA"]}}`), `"Lambda"`},
		"twice":             {chain("Sequential", dense+","+dense), "2"},
		"other name":        {chain("Sequential", strings.Replace(dense, `"a"`, `"b"`, 1)), "has no weights"},
		"activation":        {chain("Sequential", `{"class_name":"Dense","config":{"name":"a","units":3,"activation":"cube"}}`), "relu"},
		"activation object": {chain("Sequential", `{"class_name":"Dense","config":{"name":"a","units":3,"activation":[1]}}`), "activation"},
		"branches":          {chain("Functional", input("[null,2]")+`{"class_name":"Dense","config":{"name":"a","units":3},"inbound_nodes":[[["i",0,0,{}],["i",0,0,{}]]]}`), "reads 2 outputs"},
		"no chain":          {chain("Functional", input("[null,2]")+`{"class_name":"Dense","config":{"name":"a","units":3},"inbound_nodes":[[["z",0,0,{}]]]}`), "no layer before it"},
		"no output":         {chain("Functional", input("[null,2]")+`{"class_name":"Dense","config":{"name":"a","units":3},"inbound_nodes":[[["i",0,0,{}]]]}`), "output"},
		"list":              {`[1,2]`, "configuration"},
	} {
		t.Run(name, func(t *testing.T) { refused(t, kerasBytes(t, c.config, h5.Model), c.want) })
	}
}

// Weights that are no chain of Dense layers are named in the error.
func TestHostileWeights(t *testing.T) {
	kernel := func(name string, shape ...int) weights.Array {
		n := 1
		for _, d := range shape {
			n *= d
		}
		return weights.Array{Name: name, Shape: shape, Values: make([]float32, n)}
	}
	var many []weights.Array
	for i := range 2000 {
		many = append(many, kernel(fmt.Sprintf("%d.weight", i), 1, 1))
	}
	for name, c := range map[string]struct {
		arrays []weights.Array
		want   string
	}{
		"bias alone":   {[]weights.Array{kernel("a.bias", 2)}, "a.bias [2]"},
		"wrong bias":   {[]weights.Array{kernel("a.weight", 3, 2), kernel("a.bias", 2)}, "a.weight [3 2]"},
		"no chain":     {[]weights.Array{kernel("a.weight", 3, 2), kernel("b.weight", 3, 2)}, "follow"},
		"convolution":  {[]weights.Array{kernel("a.weight", 3, 2, 1, 1)}, `weights of convolutions alone, a.weight [3 2 1 1]`},
		"empty":        {[]weights.Array{kernel("a.weight", 0, 2)}, "a.weight [0 2]"},
		"two in one":   {[]weights.Array{kernel("a.weight", 3, 2), kernel("a/kernel", 2, 3)}, "PyTorch"},
		"other arrays": {[]weights.Array{kernel("a.weight", 3, 2), kernel("a.running_mean", 3)}, "running_mean"},
		"many layers":  {many, "1994 more"},
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := pth.Write(&b, c.arrays); err != nil {
				t.Fatal(err)
			}
			refused(t, b.Bytes(), c.want)
			b.Reset()
			if err := safetensors.Write(&b, c.arrays, nil); err != nil {
				t.Fatal(err)
			}
			refused(t, b.Bytes(), c.want)
		})
	}
}

// The most layers that pass: a description of them takes little memory.
func TestDeepNetwork(t *testing.T) {
	var arrays []weights.Array
	for i := range maxLayers {
		arrays = append(arrays, weights.Array{Name: fmt.Sprintf("%d.weight", i), Shape: []int{1, 1}, Values: []float32{1}})
	}
	var b bytes.Buffer
	if err := safetensors.Write(&b, arrays, nil); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "m")
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	err := hostile.Bounded(t, b.Bytes(), func([]byte) error {
		m, err := Load(path)
		if err == nil && len(m.Layers) != maxLayers {
			t.Errorf("got %d layers", len(m.Layers))
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
