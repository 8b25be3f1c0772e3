package models

import (
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"digits/data"
	"digits/graph"
	"digits/optim"
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
		recipe                  Recipe
		params, epochs, batch   int
		scale                   data.Scale
		dropout, oneHot, logits bool
		epsilon                 float64
		validation              int
	}{
		{Keras, 407050, 5, 128, data.Unit, false, false, false, 1e-7, 0},
		{KerasDropout, 118282, 10, 32, data.Unit, true, false, false, 1e-7, 10000},
		{KerasSmall, 101770, 5, 32, data.Unit, false, false, false, 1e-7, 0},
		{Torch, 109386, 5, 64, data.Signed, true, false, true, 1e-8, 0},
		{KerasLesson, 784*800 + 800 + 800*400 + 400 + 400*10 + 10, 15, 128, data.Unit, false, true, false, 1e-7, 0},
	} {
		r := c.recipe
		m := mustNew(t, r)
		if got := m.Params.Count(); got != c.params {
			t.Errorf("%s has %d parameters, want %d", r.Name, got, c.params)
		}
		_, err := r.WithDropout(0.5)
		if r.Epochs != c.epochs || r.Batch != c.batch || r.Scale != c.scale || (err == nil) != c.dropout ||
			r.Loss.Sparse() == c.oneHot || m.Logits() != c.logits || r.Optimizer.Epsilon != c.epsilon || r.Optimizer.Name != "adam" ||
			(r.Optimizer.Form == optim.Keras) == c.logits || r.Optimizer.LearningRate != 0.001 || r.Validation != c.validation {
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

// convolves reports a recipe of images that its convolutions must not be too small for.
func convolves(r Recipe) bool {
	_, ok := r.Layers[0].(graph.Conv2D)
	return ok
}

// Another data set's size and classes fit the network to it.
func TestNewFitsTheData(t *testing.T) {
	for _, r := range Recipes() {
		height, width := 8, 6
		if convolves(r) {
			height, width = 12, 11
		}
		m, err := New(r, height, width, 26, 1)
		if err != nil {
			t.Fatal(err)
		}
		p, err := m.Predict(make([]byte, height*width))
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
