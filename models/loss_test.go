package models

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"digits/graph"
)

// A recipe of one's own that is named when its file is loaded gives its loss too: what a
// cross-entropy takes the output for, and those that have no name.
func TestLoadTakesTheRecipesLoss(t *testing.T) {
	softmax := graph.Dense{Units: graph.Classes, Activation: graph.Softmax}
	own := &graph.PairLoss{Title: "own"}
	for name, c := range map[string]struct {
		layer graph.Layer
		loss  graph.Loss
	}{
		"heads":         {graph.Heads{{Name: "digit", Layer: softmax}}, graph.Weighted{"digit": {Loss: graph.SparseCategoricalCrossentropy{}}}},
		"probabilities": {softmax, graph.SparseCategoricalCrossentropy{From: graph.FromProbabilities}},
		"a function":    {softmax, own},
	} {
		r := Recipe{Name: "mine", Layers: graph.Sequential{c.layer}, Loss: c.loss}
		m, err := New(r, 2, 2, 3, 1)
		if err != nil {
			t.Fatal(name, err)
		}
		path := filepath.Join(t.TempDir(), "m.safetensors")
		if err := m.Save(path); err != nil {
			t.Fatal(name, err)
		}
		again, err := LoadWith(path, LoadOptions{Recipe: &r})
		if err != nil {
			t.Fatal(name, err)
		}
		if !reflect.DeepEqual(again.Loss, c.loss) || len(again.Assumed) > 0 {
			t.Errorf("%s: loaded with its recipe it has the loss %v and assumed %q", name, again.Loss, again.Assumed)
		}
		if name == "probabilities" {
			continue // the file says the loss
		}
		if again, err = Load(path); err != nil || again.Loss != nil || !strings.Contains(strings.Join(again.Assumed, "\n"), "no loss") {
			t.Errorf("%s: loaded without it has the loss %v, %v, and assumed %q", name, again.Loss, err, again.Assumed)
		}
	}
}
