package models

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"digits/data"
)

// flattening are the formats of libraries that flatten images in another order.
var flattening = map[string][]string{"keras-conv": {".pth"}, "torch-conv": {".h5", ".weights.h5", ".keras"}}

// Every recipe goes to each format and back, and two of them from each to each
// other, without a bit's change of weights and predictions.
func TestRoundTrips(t *testing.T) {
	folder := t.TempDir()
	formats := []string{".safetensors", ".h5", ".weights.h5", ".keras", ".pth", ".onnx"}
	for _, r := range Recipes() {
		side := 6
		if convolves(r) {
			side = 12
		}
		m, err := New(r, side, side, 4, 5)
		if err != nil {
			t.Fatal(err)
		}
		o := LoadOptions{}
		if r.Name == MLP.Name {
			o.Recipe = &r // no weights tell that they are its
		}
		for _, from := range formats {
			if from == ".onnx" && r.Name == MLP.Name {
				continue // it has no dropout, by which the recipe is asked for
			}
			if refused := flattening[r.Name]; slices.Contains(refused, from) {
				if err := m.Save(filepath.Join(folder, r.Name+from)); err == nil || !strings.Contains(err.Error(), "save as .safetensors") {
					t.Errorf("%s%s: got error %v, want one that says what to do", r.Name, from, err)
				}
				continue
			}
			if from == ".onnx" && convolves(r) {
				continue // it is not read yet
			}
			first := saveAndLoad(t, m, filepath.Join(folder, r.Name+from), o)
			same(t, r.Name+from, m, first)
			if r.Name != "torch" && r.Name != "keras-dropout" || from == ".onnx" { // it has no dropout, by which others tell the recipe
				continue
			}
			for _, to := range formats {
				second := saveAndLoad(t, first, filepath.Join(folder, r.Name+"-again"+to), LoadOptions{})
				same(t, r.Name+from+to, m, second)
			}
		}
	}
}

func saveAndLoad(t *testing.T, m *Model, path string, o LoadOptions) *Model {
	t.Helper()
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	loaded, err := LoadWith(path, o)
	if err != nil {
		t.Fatal(err)
	}
	return loaded
}

func same(t *testing.T, what string, a, b *Model) {
	t.Helper()
	if a.Recipe != b.Recipe || a.Scale != b.Scale || a.Loss != b.Loss || a.Logits() != b.Logits() {
		t.Errorf("%s: %s, %v, %v comes back as %s, %v, %v", what, a.Recipe, a.Scale, a.Loss, b.Recipe, b.Scale, b.Loss)
	}
	before, after := a.Weights(), b.Weights()
	if len(before) != len(after) {
		t.Fatalf("%s: %d arrays come back as %d", what, len(before), len(after))
	}
	for i, w := range before {
		if !slices.Equal(w.Shape, after[i].Shape) || !slices.Equal(w.Values, after[i].Values) || w.Name != after[i].Name {
			t.Errorf("%s: %s comes back as %s, different", what, w.Name, after[i].Name)
		}
	}
	pixels := images(1)[:a.Size()*5]
	p, err := a.Predict(pixels)
	if err != nil {
		t.Fatal(err)
	}
	q, err := b.Predict(pixels)
	if err != nil || !slices.Equal(p, q) {
		t.Errorf("%s: predicts %v, %v, before it %v", what, q, err, p)
	}
}

// One model makes one file.
func TestSaveRepeats(t *testing.T) {
	m, err := New(KerasDropout, 6, 6, 4, 5)
	if err != nil {
		t.Fatal(err)
	}
	for _, extension := range Extensions() {
		var files [2][]byte
		for i := range files {
			path := filepath.Join(t.TempDir(), "m"+extension)
			if err := m.Save(path); err != nil {
				t.Fatal(err)
			}
			if files[i], err = os.ReadFile(path); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(files[0], files[1]) {
			t.Errorf("%s: saved twice, the files differ", extension)
		}
	}
}

// What a file does not say is assumed aloud, and options decide otherwise.
func TestAssumed(t *testing.T) {
	m := mustNew(t, Torch)
	path := filepath.Join(t.TempDir(), "m.pth")
	loaded := saveAndLoad(t, m, path, LoadOptions{})
	if loaded.Scale != data.Signed || len(loaded.Assumed) != 2 {
		t.Errorf("got scale %v, assumed %q, want signed, and the layers and the scale assumed", loaded.Scale, loaded.Assumed)
	}
	unit := data.Unit
	loaded = saveAndLoad(t, m, path, LoadOptions{Recipe: &Torch, Scale: &unit})
	if loaded.Scale != data.Unit || loaded.Recipe != "torch" {
		t.Errorf("got %s, %v, want torch, unit", loaded.Recipe, loaded.Scale)
	}
	if _, err := LoadWith(path, LoadOptions{Recipe: &Keras}); err == nil {
		t.Error("weights of torch pass for those of keras")
	}
}
