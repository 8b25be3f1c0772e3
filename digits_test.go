package digits_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"digits"
	"digits/data"
	"digits/data/picture"
	"digits/graph"
	"digits/models"
)

// What this package computes is what the graph computes, to the bit, of one image and of
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

// A 7 that a pen has drawn, dark on light.
func seven() image.Image {
	img := image.NewGray(image.Rect(0, 0, 200, 240))
	for i := range img.Pix {
		img.Pix[i] = 235
	}
	dot := func(x, y float64) {
		for dx := -7; dx <= 7; dx++ {
			for dy := -7; dy <= 7; dy++ {
				img.SetGray(int(x)+dx, int(y)+dy, color.Gray{30})
			}
		}
	}
	for i := range 100 {
		s := float64(i) / 99
		dot(50+100*s, 50)
		dot(150-60*s, 50+140*s)
	}
	return img
}

func TestRead(t *testing.T) {
	a, err := digits.Read(seven())
	if err != nil {
		t.Fatal(err)
	}
	if a.Class != 7 || !a.Sure || a.Digits != 1 || len(a.Probabilities) != 10 || len(a.Pixels) != 784 || a.Probability != a.Probabilities[7] {
		t.Errorf("got %+v", a)
	}
	if _, err := digits.Read(image.NewGray(image.Rect(0, 0, 50, 50))); !errors.Is(err, picture.ErrBlank) {
		t.Errorf("got %v of a picture of nothing", err)
	}
}

func TestReadPage(t *testing.T) {
	page := image.NewGray(image.Rect(0, 0, 500, 300))
	for i := range page.Pix {
		page.Pix[i] = 235
	}
	for _, left := range []int{20, 270} {
		one := seven().(*image.Gray)
		for y := range 240 {
			copy(page.Pix[(y+30)*page.Stride+left:], one.Pix[y*one.Stride:(y+1)*one.Stride])
		}
	}
	found, err := digits.ReadPage(page)
	if err != nil {
		t.Fatal(err)
	}
	if len(found) != 2 || found[0].Class != 7 || found[1].Class != 7 || found[0].Box.Max.X >= found[1].Box.Min.X || !found[1].Box.In(page.Bounds()) {
		t.Errorf("got %+v", found)
	}
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

// Who only reads carries nothing of what trains.
func TestImports(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	packages := strings.Fields(string(out))
	if len(packages) > 105 {
		t.Errorf("imports %d packages, want at most 105", len(packages))
	}
	for _, p := range packages {
		own := strings.HasPrefix(p, "digits")
		if strings.Contains(p, ".") && !strings.HasPrefix(p, "golang.org/x/") || own && !slices.Contains([]string{"digits", "digits/data/picture", "digits/data/scale", "digits/graph/kernel", "digits/graph/pointwise"}, p) {
			t.Errorf("imports %s", p)
		}
	}
}

// Another module that imports this one, as testdata/reader does, builds and reads.
func TestAnotherModule(t *testing.T) {
	run := exec.Command("go", "run", ".")
	run.Dir = filepath.Join("testdata", "reader")
	run.Env = append(os.Environ(), "GOWORK=off")
	out, err := run.CombinedOutput()
	if err != nil || string(out) != "1 sure: true\n" {
		t.Errorf("got %q, %v", out, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("\x02\x00\x00\x00\x00\x00\x00\x00{}"))
	f.Add([]byte("\x53\x00\x00\x00\x00\x00\x00\x00" + `{"__metadata__":{"format":"digits 1","layers":"[]","scale":"unit"},"a":{"shape":[]}}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := digits.Parse(file)
		if (r == nil) == (err == nil) {
			t.Errorf("got %v, %v", r, err)
		}
	})
}
