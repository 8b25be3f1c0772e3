package models

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"digits/data"
	"digits/graph"
	"digits/models/safetensors"
	"digits/models/weights"
)

func TestDeduce(t *testing.T) {
	zeros := func(name string, shape ...int) weights.Array {
		n := 1
		for _, d := range shape {
			n *= d
		}
		return weights.Array{Name: name, Shape: shape, Values: make([]float32, n)}
	}
	for _, c := range []struct {
		name   string
		arrays []weights.Array
		recipe string // or the sizes
		scale  data.Scale
		layers int
		logits bool
	}{
		{"PyTorch's", []weights.Array{zeros("a.weight", 3, 6), zeros("a.bias", 3), zeros("b.weight", 2, 3)}, "6-3-2", data.Signed, 2, true},
		{"Keras'", []weights.Array{zeros("a/kernel", 6, 3), zeros("a/bias", 3), zeros("b/kernel", 3, 2)}, "6-3-2", data.Unit, 2, false},
		{"in the names' order", []weights.Array{
			zeros("0.weight", 5, 6), zeros("10.weight", 2, 3), zeros("3.weight", 4, 5), zeros("9.weight", 3, 4),
		}, "6-5-4-3-2", data.Signed, 4, true},
		{"a recipe's", []weights.Array{
			zeros("1.weight", 128, 36), zeros("1.bias", 128), zeros("3.weight", 4, 128), zeros("3.bias", 4),
		}, "keras-small", data.Unit, 3, false},
		{"a recipe's names", []weights.Array{
			zeros("fc1.weight", 128, 9), zeros("fc1.bias", 128), zeros("fc2.weight", 64, 128), zeros("fc2.bias", 64), zeros("fc3.weight", 4, 64), zeros("fc3.bias", 4),
		}, "torch", data.Signed, 5, true},
		{"a recipe's without its biases", []weights.Array{zeros("1.weight", 128, 36), zeros("3.weight", 4, 128)}, "36-128-4", data.Signed, 2, true},
	} {
		var b bytes.Buffer
		if err := safetensors.Write(&b, c.arrays, nil); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "m")
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		m, err := Load(path)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if m.Recipe != c.recipe || m.Scale != c.scale || len(m.Layers) != c.layers || m.Logits() != c.logits {
			t.Errorf("%s: got %s, scale %v, layers %v", c.name, m.Recipe, m.Scale, m.Layers)
		}
		if first, ok := m.Layers[0].(graph.Dense); ok && first.Activation != graph.ReLU {
			t.Errorf("%s: the first layer has no ReLU", c.name)
		}
		if !slices.ContainsFunc(m.Assumed, func(s string) bool { return strings.HasPrefix(s, "scale ") }) {
			t.Errorf("%s: assumes %q, silent about the scale", c.name, m.Assumed)
		}
	}
}

// Numbers in names count as numbers.
func TestCompareNames(t *testing.T) {
	names := []string{"10.weight", "b", "9.weight", "a10", "a9", "0.weight", "a", "layer.10", "layer.2"}
	slices.SortFunc(names, compareNames)
	if want := []string{"0.weight", "9.weight", "10.weight", "a", "a9", "a10", "b", "layer.2", "layer.10"}; !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
}
