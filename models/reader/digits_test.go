package reader

import (
	"bytes"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"digits"
	"digits/data"
	"digits/graph"
	"digits/models"
)

// What package digits computes is what the graph computes, to the bit, of one image and of
// many, in all recipes and with activations that have functions of their own.
func TestPredictIsTheModels(t *testing.T) {
	pixels := scribbles(131)
	recipes := models.Recipes()
	for _, a := range []graph.Activation{graph.Sigmoid, graph.Tanh, graph.SiLU, graph.Mish, graph.GELU{}, graph.Softplus} {
		recipes = append(recipes, models.Recipe{
			Name: a.Name(), Scale: data.Raw, Loss: graph.SparseCategoricalCrossentropy{},
			Layers: graph.Sequential{graph.Flatten{}, graph.Dense{Units: 70, Activation: a}, graph.Dense{Units: 10, NoBias: true, Activation: graph.Softmax}},
		})
	}
	for _, recipe := range recipes {
		t.Run(recipe.Name, func(t *testing.T) {
			m, err := models.New(recipe, 28, 28, 10, 3)
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "m.safetensors")
			if err := m.Save(path); err != nil {
				t.Fatal(err)
			}
			r, err := digits.Open(path)
			if strings.HasSuffix(recipe.Name, "-conv") {
				if err == nil || !strings.Contains(err.Error(), `has a layer "Conv2D", want Dense`) {
					t.Errorf("got %v of convolutions", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range []int{1, 131} {
				want, err := m.Predict(pixels[:n*784])
				if err != nil {
					t.Fatal(err)
				}
				got, err := r.Predict(pixels[:n*784])
				if err != nil {
					t.Fatal(err)
				}
				for i := range want {
					if math.Float32bits(got[i]) != math.Float32bits(want[i]) {
						t.Fatalf("%d images: probability %d is %v, the graph's %v", n, i, got[i], want[i])
					}
				}
			}
		})
	}
}

// scribbles are made-up images, dark but for a few blots.
func scribbles(n int) []byte {
	const side = 28
	r := rand.New(rand.NewPCG(1, 2))
	pixels := make([]byte, n*side*side)
	for i := range n {
		for range 60 {
			pixels[i*side*side+r.IntN(side*side)] = byte(r.IntN(256))
		}
	}
	return pixels
}

// What cannot be read is one line that says what it is.
func TestOpenRefuses(t *testing.T) {
	norm := models.Recipe{
		Name: "norm", Scale: data.Unit, Loss: graph.SparseCategoricalCrossentropy{From: graph.FromLogits},
		Layers: graph.Sequential{graph.Flatten{}, graph.Dense{Units: 8}, graph.BatchNorm{}, graph.Dense{Units: 10}},
	}
	mean := norm
	mean.Layers, mean.Loss = graph.Sequential{graph.Flatten{}, graph.Dense{Units: 10, Activation: graph.ReLU}}, graph.MeanSquaredError
	saved := func(r models.Recipe, side int) []byte {
		m, err := models.New(r, side, side, 10, 3)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "m.safetensors")
		if err := m.Save(path); err != nil {
			t.Fatal(err)
		}
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return file
	}
	good := saved(models.Keras, 28)
	spoilt := slices.Clone(good)
	copy(spoilt[len(spoilt)-4:], []byte{0, 0, 0xc0, 0x7f})
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"empty":      {nil, "is no .safetensors"},
		"a zip":      {[]byte("PK\x03\x04 and more of it"), "is no .safetensors, or cut off"},
		"cut off":    {good[:len(good)-1], "lie outside the file"},
		"cut header": {good[:40], "cut off"},
		"NaN":        {spoilt, "hold NaN"},
		"BatchNorm":  {saved(norm, 28), `a layer "BatchNormalization"`},
		"numbers":    {saved(mean, 28), "no probabilities"},
		"size":       {saved(models.Keras, 20), "400 inputs, want 28 x 28"},
		"stranger's": {bytes.Replace(good, []byte("digits 1"), []byte("others 1"), 1), "cmd/convert"},
	} {
		_, err := digits.Parse(c.file)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, want %q in it", name, err, c.want)
		}
	}
	if _, err := digits.Open(filepath.Join(t.TempDir(), "none.safetensors")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v of no file", err)
	}
	if _, err := digits.Open(t.TempDir()); err == nil || !strings.Contains(err.Error(), "is no file") {
		t.Errorf("got %v of a folder", err)
	}
}
