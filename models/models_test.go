package models

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"digits/data"
	"digits/graph"
	"digits/models/safetensors"
	"digits/models/weights"
)

func mustNew(t *testing.T, r Recipe) *Model {
	t.Helper()
	m, err := New(r, 28, 28, 10, 3)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// images returns n images of a fixed pattern of bytes.
func images(n int) []byte {
	pixels := make([]byte, n*784)
	for i := range pixels {
		pixels[i] = byte(i * i >> 3)
	}
	return pixels
}

// The recipes' numbers are those of the five programs. Parameters by hand:
// 784·512+512 + 512·10+10, and so on.
func TestRecipes(t *testing.T) {
	for _, c := range []struct {
		recipe                    Recipe
		params, epochs, batch     int
		scale                     data.Scale
		dropout, oneHot, logits   bool
		epsilon                   float64
		validation, show, minimum int
	}{
		{Keras, 407050, 5, 128, data.Unit, false, false, false, 1e-7, 0, 0, 0},
		{KerasDropout, 118282, 10, 32, data.Unit, true, false, false, 1e-7, 10000, -1, 0},
		{KerasSmall, 101770, 5, 32, data.Unit, false, false, false, 1e-7, 0, -1, 0},
		{Torch, 109386, 5, 64, data.Signed, true, false, true, 1e-8, 0, -1, 0},
		{KerasLesson, 784*800 + 800 + 800*400 + 400 + 400*10 + 10, 15, 128, data.Unit, false, true, false, 1e-7, 0, 1024, 0},
	} {
		r := c.recipe
		m := mustNew(t, r)
		if got := m.Params.Count(); got != c.params {
			t.Errorf("%s has %d parameters, want %d", r.Name, got, c.params)
		}
		_, err := r.WithDropout(0.5)
		if r.Epochs != c.epochs || r.Batch != c.batch || r.Scale != c.scale || (err == nil) != c.dropout ||
			r.Loss.Sparse() == c.oneHot || m.Logits() != c.logits || r.Adam.Epsilon != c.epsilon ||
			r.Adam.EpsilonHat == c.logits || r.Adam.LearningRate != 0.001 || r.Validation != c.validation || r.Show != c.show {
			t.Errorf("%s has other numbers than its program: %+v", r.Name, r)
		}
		if got, err := RecipeNamed(r.Name); err != nil || got.Name != r.Name {
			t.Errorf("RecipeNamed(%q) = %v, %v", r.Name, got.Name, err)
		}
	}
	if _, err := RecipeNamed("keras-big"); err == nil || !strings.Contains(err.Error(), "keras-lesson") {
		t.Errorf("got %v, want an error that lists the recipes", err)
	}
}

// WithDropout must not change the recipe that all share.
func TestWithDropoutCopies(t *testing.T) {
	r, err := Torch.WithDropout(0.7)
	if err != nil {
		t.Fatal(err)
	}
	if r.Layers[1].(graph.Dropout).Rate != 0.7 || Torch.Layers[1].(graph.Dropout).Rate != 0.2 {
		t.Errorf("rates are %v and %v, want 0.7 in the copy, 0.2 in the recipe", r.Layers[1], Torch.Layers[1])
	}
}

// Another data set's size and classes fit the network to it.
func TestNewFitsTheData(t *testing.T) {
	for _, r := range Recipes() {
		m, err := New(r, 8, 6, 26, 1)
		if err != nil {
			t.Fatal(err)
		}
		p, err := m.Predict(make([]byte, 48))
		if err != nil || len(p) != 26 {
			t.Errorf("%s: got %d probabilities, %v, want 26", r.Name, len(p), err)
		}
	}
	if _, err := New(Keras, 0, 28, 10, 1); err == nil {
		t.Error("images of no height pass")
	}
}

// However many images come at once, and from however many goroutines, each has
// its own probabilities, which sum to 1.
func TestPredict(t *testing.T) {
	for _, r := range []Recipe{Torch, KerasSmall} {
		m := mustNew(t, r)
		const n = 256 + 16 + 2
		pixels := images(n)
		all, err := m.Predict(pixels)
		if err != nil {
			t.Fatal(err)
		}
		for i := range n {
			sum := 0.0
			for _, p := range all[i*10 : i*10+10] {
				sum += float64(p)
			}
			if math.Abs(sum-1) > 1e-6 {
				t.Fatalf("%s: image %d: probabilities sum to %v", r.Name, i, sum)
			}
		}
		var group sync.WaitGroup
		for g := range 4 {
			group.Go(func() {
				for i := g; i < n; i += 23 {
					one, err := m.Predict(pixels[i*784 : (i+1)*784])
					if err != nil || !slices.Equal(one, all[i*10:i*10+10]) {
						t.Errorf("%s: image %d alone: %v, %v, among others: %v", r.Name, i, one, err, all[i*10:i*10+10])
					}
				}
			})
		}
		group.Wait()
		if _, err := m.Predict(make([]byte, 783)); err == nil {
			t.Error("783 bytes pass for an image of 784")
		}
		if p, err := m.Predict(nil); err != nil || len(p) != 0 {
			t.Errorf("no image gives %v, %v", p, err)
		}
	}
}

func TestSaveAndLoad(t *testing.T) {
	folder := t.TempDir()
	for _, r := range Recipes() {
		m := mustNew(t, r)
		m.Last = map[string]string{"epoch": "5", "loss": "0.125"}
		path := filepath.Join(folder, r.Name+".safetensors")
		if err := m.Save(path); err != nil {
			t.Fatal(err)
		}
		first, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		loaded, err := Load(path)
		if err != nil {
			t.Fatal(err)
		}
		if loaded.Recipe != r.Name || loaded.Scale != r.Scale || loaded.Seed != 3 || loaded.Classes != 10 ||
			loaded.Loss != r.Loss || !slices.Equal(loaded.Input, m.Input) || loaded.Last["loss"] != "0.125" {
			t.Errorf("%s comes back as %+v", r.Name, loaded)
		}
		want, err := m.Predict(images(3))
		if err != nil {
			t.Fatal(err)
		}
		got, err := loaded.Predict(images(3))
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s predicts %v, %v after loading, before it %v", r.Name, got, err, want)
		}
		if err := loaded.Save(path); err != nil {
			t.Fatal(err)
		}
		if second, err := os.ReadFile(path); err != nil || !bytes.Equal(first, second) {
			t.Errorf("%s: saved again the file differs (%v)", r.Name, err)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	folder := t.TempDir()
	write := func(name string, arrays []weights.Array, meta map[string]string) string {
		var b bytes.Buffer
		if err := safetensors.Write(&b, arrays, meta); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	meta := func(change map[string]string) map[string]string {
		m := map[string]string{
			"format": "digits 1", "recipe": "x", "scale": "unit", "loss": "sparse_categorical_crossentropy", "seed": "1", "history": "null",
			"input": "[2]", "layers": `[{"class_name":"Dense","config":{"units":3}}]`,
		}
		for k, v := range change {
			m[k] = v
		}
		return m
	}
	kernel := weights.Array{Name: "dense/kernel", Shape: []int{2, 3}, Values: make([]float32, 6)}
	bias := weights.Array{Name: "dense/bias", Shape: []int{3}, Values: make([]float32, 3)}
	good := []weights.Array{bias, kernel}
	if m, err := Load(write("good", good, meta(nil))); err != nil || m.Classes != 3 {
		t.Fatalf("the file that all others spoil is refused: %v", err)
	}
	text := filepath.Join(folder, "text")
	if err := os.WriteFile(text, []byte("no model at all"), 0o644); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		text:                              "not a model file",
		folder:                            "is a folder",
		filepath.Join(folder, "missing"):  "no such file",
		write("plain", good, nil):         "format",
		write("few", good[:1], meta(nil)): "dense/kernel",
		write("many", append(good, weights.Array{Name: "w", Shape: []int{1}, Values: []float32{1}}), meta(nil)):               "w",
		write("shape", []weights.Array{kernel, {Name: "dense/bias", Shape: []int{2}, Values: make([]float32, 2)}}, meta(nil)): "dense/bias",
		write("scale", good, meta(map[string]string{"scale": "none"})):                                                        "unit",
		write("seed", good, meta(map[string]string{"seed": "-1"})):                                                            "seed",
		write("loss", good, meta(map[string]string{"loss": "mae"})):                                                           "loss",
		write("input", good, meta(map[string]string{"input": "[1000000,1000000]"})):                                           "input",
		write("wide", good, meta(map[string]string{"layers": `[{"class_name":"Dense","config":{"units":1000000000}}]`})):      "dense/kernel",
		write("class", good, meta(map[string]string{"layers": `[{"class_name":"Lambda","config":{}}]`})):                      "Lambda",
		write("layers", good, meta(map[string]string{"layers": `{`})):                                                         "layers",
		write("none", good, meta(map[string]string{"layers": `[]`})):                                                          "no layers",
		write("rate", good, meta(map[string]string{"layers": `[{"class_name":"Dropout","config":{"rate":7}}]`})):              "rate",
	} {
		_, err := Load(path)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, want one line with %q", filepath.Base(path), err, want)
		}
	}
}

func TestSaveRefuses(t *testing.T) {
	m := mustNew(t, KerasSmall)
	if err := m.Save(filepath.Join(t.TempDir(), "model.xyz")); err == nil {
		t.Error("an unknown ending passes")
	}
	if err := m.Save(filepath.Join(t.TempDir(), "no", "model.safetensors")); err == nil {
		t.Error("a folder that does not exist passes")
	}
	m.Layers = append(slices.Clone(m.Layers), graph.Func(nil))
	if err := m.Save(filepath.Join(t.TempDir(), "model.safetensors")); err == nil || !strings.Contains(err.Error(), "Func") {
		t.Errorf("got %v, want an error that names the layer that cannot be saved", err)
	}
}

func FuzzLoad(f *testing.F) {
	m, err := New(KerasSmall, 2, 2, 3, 1)
	if err != nil {
		f.Fatal(err)
	}
	path := filepath.Join(f.TempDir(), "m.safetensors")
	if err := m.Save(path); err != nil {
		f.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(content)
	f.Fuzz(func(t *testing.T, content []byte) {
		path := filepath.Join(t.TempDir(), "m.safetensors")
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
		if m, err := Load(path); err == nil {
			if _, err := m.Predict(make([]byte, m.Size())); err != nil {
				t.Errorf("a model that loads does not predict: %v", err)
			}
		}
	})
}
