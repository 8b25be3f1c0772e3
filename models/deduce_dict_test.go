package models

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gorgonia.org/gorgonia"

	"digits/data"
	"digits/graph"
)

func square(_ *graph.Scope, x *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.Square(x) }

// A state dict of a recipe with layers of code and normalizations comes back by the recipe:
// the same answers; another recipe is refused.
func TestStateDictOfANormalizedRecipe(t *testing.T) {
	recipe := func(name string, norm graph.Layer) Recipe {
		return Recipe{Name: name, Scale: data.Unit, Loss: graph.SparseCategoricalCrossentropy{}, Layers: graph.Sequential{
			graph.Dense{Units: 5}, graph.Func(square), norm, graph.Dense{Units: graph.Classes, Activation: graph.Softmax},
		}}
	}
	batch := recipe("batch", graph.BatchNorm{Epsilon: 0.1})
	m, err := New(batch, 2, 2, 3, 1)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		m.Params.Get("batch_normalization/moving_mean").Float32s()[i] = float32(i) / 10
	}
	path := filepath.Join(t.TempDir(), "m.pth")
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	again, err := LoadWith(path, LoadOptions{Recipe: &batch})
	if err != nil {
		t.Fatal(err)
	}
	x := []byte{0, 50, 100, 255}
	want, err1 := m.Predict(x)
	got, err2 := again.Predict(x)
	if err1 != nil || err2 != nil || !slices.Equal(got, want) || again.Recipe != "batch" || !again.ScaleAssumed {
		t.Errorf("got %v (%v), want %v (%v); recipe %s, %q", got, err2, want, err1, again.Recipe, again.Assumed)
	}
	other := recipe("layer", graph.LayerNorm{})
	if _, err := LoadWith(path, LoadOptions{Recipe: &other}); err == nil || !strings.Contains(err.Error(), "running_mean") {
		t.Errorf("got %v, want an error that names what does not fit", err)
	}
}
