package models

import (
	"bytes"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gorgonia.org/gorgonia"

	"digits/data"
	"digits/graph"
	"digits/models/safetensors"
)

// titledReLU is an activation of one's own, x², that says it is ReLU.
var titledReLU = &graph.Function{Title: "relu", Value: func(x float64) float64 { return x * x }, Derivative: func(x float64) float64 { return 2 * x }}

// codeRecipe is made of everything that a file can and cannot hold.
func codeRecipe() Recipe {
	shared := &graph.Dense{Units: 6, Activation: graph.Tanh}
	return Recipe{
		Name: "of one's own",
		Layers: graph.Sequential{
			graph.Dense{Units: 8, Activation: titledReLU, KernelPenalty: graph.L2(0.01)},
			graph.Dropout{Rate: 0.3},
			graph.BatchNorm{},
			graph.Dense{Units: 6, Activation: graph.ReLU},
			shared,
			graph.Func(func(_ *graph.Scope, x *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.Tanh(x) }),
			shared,
			graph.Dense{Units: graph.Classes},
		},
		Scale: data.Signed,
		Loss: graph.LossFunc(func(_ *graph.Scope, output, target *gorgonia.Node) (*gorgonia.Node, error) {
			d, err := gorgonia.Sub(output, target)
			if err != nil {
				return nil, err
			}
			return gorgonia.Mean(gorgonia.Must(gorgonia.Square(d)))
		}),
	}
}

// disturbed gives all weights and all state other values than those that a seed draws.
func disturbed(m *Model) *Model {
	k := 0
	for _, w := range m.Params.All() {
		for i := range w.Float32s() {
			k++
			w.Float32s()[i] = 0.75*w.Float32s()[i] + 0.25 + 0.1*float32(math.Sin(float64(k)))
		}
	}
	return m
}

// reloaded writes the model, and loads it.
func reloaded(t *testing.T, m *Model, o LoadOptions) (*Model, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "m.safetensors")
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	return LoadWith(path, o)
}

// requireSame fails unless both have the same weights and state to the bit, predict the
// same, and write the same files.
func requireSame(t *testing.T, what string, got, want *Model) {
	t.Helper()
	if !slices.Equal(got.Params.Names(), want.Params.Names()) {
		t.Fatalf("%s: has %v, want %v", what, got.Params.Names(), want.Params.Names())
	}
	for name, w := range want.Params.All() {
		if !slices.Equal(got.Params.Get(name).Float32s(), w.Float32s()) || got.Params.IsState(name) != want.Params.IsState(name) {
			t.Errorf("%s: %s is %v, want %v", what, name, got.Params.Get(name), w)
		}
	}
	pixels := images(3)[:3*want.Size()]
	a, err := got.Predict(pixels)
	if err != nil {
		t.Fatal(err)
	}
	b, err := want.Predict(pixels)
	if err != nil || !slices.Equal(a, b) {
		t.Errorf("%s: predicts %v, want %v, %v", what, a, b, err)
	}
	if got.Classes != want.Classes || (got.Loss == nil) != (want.Loss == nil) || got.Scale != want.Scale {
		t.Errorf("%s: %d classes, loss %v, scale %v, want %d, %v, %v", what, got.Classes, got.Loss, got.Scale, want.Classes, want.Loss, want.Scale)
	}
	var first, second bytes.Buffer
	if err := want.Write(&first, ".safetensors"); err != nil {
		t.Fatal(err)
	}
	if err := got.Write(&second, ".safetensors"); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Errorf("%s: is saved as another file", what)
	}
}

// A network that only code can make is saved, and loaded by its recipe, to the bit.
func TestCodeIsSavedAndLoaded(t *testing.T) {
	recipe := codeRecipe()
	m, err := New(recipe, 3, 4, 5, 2)
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := reloaded(t, disturbed(m), LoadOptions{Recipe: &recipe})
	if err != nil {
		t.Fatal(err)
	}
	requireSame(t, "of one's own", loaded, m)
	if len(loaded.Assumed) > 0 {
		t.Errorf("it was assumed: %v", loaded.Assumed)
	}
	_, err = reloaded(t, m, LoadOptions{})
	requireLine(t, "without its recipe", err, "LoadOptions.Recipe")
}

func requireLine(t *testing.T, what string, err error, parts ...string) {
	t.Helper()
	for _, part := range append(parts, "models: ") {
		if err == nil || !strings.Contains(err.Error(), part) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, want one line with %q", what, err, part)
		}
	}
}

// How a recipe was changed is saved with it, and done again.
func TestChangesOfCodeAreSavedAndLoaded(t *testing.T) {
	changed := func(r Recipe) Recipe {
		r.Layers = r.Layers[:3] // one hidden layer
		r.Layers = append(slices.Clone(r.Layers), graph.Dense{Units: graph.Classes})
		r.Loss = graph.MeanSquaredError
		return r
	}
	recipe := changed(codeRecipe())
	for name, change := range map[string]func(r Recipe) (Recipe, error){
		"units":      func(r Recipe) (Recipe, error) { return r.WithUnits(7, 5) },
		"dropout":    func(r Recipe) (Recipe, error) { return r.WithDropout(0.45) },
		"no dropout": func(r Recipe) (Recipe, error) { return r.WithDropout(0) },
		"loss":       func(r Recipe) (Recipe, error) { return r.WithLoss("huber(delta=0.5)") },
		"all": func(r Recipe) (Recipe, error) {
			r, err := r.WithUnits(4, 3, 9)
			if err != nil {
				return r, err
			}
			if r, err = r.WithDropout(0.125); err != nil {
				return r, err
			}
			return r.WithLoss("mean_absolute_error")
		},
	} {
		r, err := change(recipe)
		if err != nil {
			t.Fatal(err)
		}
		m, err := New(r, 3, 4, 5, 2)
		if err != nil {
			t.Fatal(err)
		}
		loaded, err := reloaded(t, disturbed(m), LoadOptions{Recipe: &recipe})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		requireSame(t, name, loaded, m)
		if a, b := graph.LossText(loaded.Loss), graph.LossText(r.Loss); a != b {
			t.Errorf("%s: the loss is %s, want %s", name, a, b)
		}
		for i, l := range r.Layers {
			if d, ok := l.(graph.Dropout); ok && loaded.Layers[i] != l {
				t.Errorf("%s: the dropout is %v, want %v", name, loaded.Layers[i], d)
			}
		}
	}
	// The activation of its own is replaced, so that a file can hold what remains.
	m, err := New(codeRecipe().WithActivation(graph.SiLU), 3, 4, 5, 2)
	if err != nil {
		t.Fatal(err)
	}
	whole := codeRecipe()
	loaded, err := reloaded(t, disturbed(m), LoadOptions{Recipe: &whole})
	if err != nil {
		t.Fatal(err)
	}
	requireSame(t, "activation", loaded, m)
}

// What differs between a file and the code is said in one line: by what the network is
// made of, or by what it computes.
func TestOtherCodeIsRefused(t *testing.T) {
	m, err := New(codeRecipe(), 3, 4, 5, 2)
	if err != nil {
		t.Fatal(err)
	}
	layer := func(at int, l graph.Layer) Recipe {
		r := codeRecipe()
		r.Layers[at] = l
		return r
	}
	for name, c := range map[string]struct {
		recipe Recipe
		want   []string
	}{
		"units":       {layer(0, graph.Dense{Units: 9, Activation: titledReLU}), []string{"dense"}},
		"a function":  {layer(0, graph.Dense{Units: 8, Activation: graph.ReLU}), []string{"the file has", "the code"}},
		"its formula": {layer(0, graph.Dense{Units: 8, KernelPenalty: graph.L2(0.01), Activation: &graph.Function{Title: "relu", Value: math.Exp, Derivative: math.Exp}}), []string{"computes something else", "output 0"}},
		"an operation": {layer(5, graph.Func(func(_ *graph.Scope, x *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.Sigmoid(x) })), []string{
			"makes another network", "tanh", "sigmoid",
		}},
		"a layer less": {layer(2, graph.Sequential{}), []string{"batch_normalization"}},
		"not shared":   {layer(6, graph.Dense{Units: 6, Activation: graph.Tanh}), []string{"dense_3"}},
	} {
		_, err := reloaded(t, m, LoadOptions{Recipe: &c.recipe})
		requireLine(t, name, err, c.want...)
	}
}

// An activation of one's own that is titled as one of ours is not loaded as that.
func TestTitledActivation(t *testing.T) {
	recipe := Recipe{
		Name:   "titled",
		Layers: graph.Sequential{graph.Dense{Units: 8, Activation: titledReLU}, graph.Dense{Units: graph.Classes, Activation: graph.Softmax}},
		Loss:   graph.SparseCategoricalCrossentropy{},
	}
	m, err := New(recipe, 3, 4, 5, 2)
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := reloaded(t, disturbed(m), LoadOptions{Recipe: &recipe})
	if err != nil {
		t.Fatal(err)
	}
	requireSame(t, "titled", loaded, m)
	_, err = reloaded(t, m, LoadOptions{})
	requireLine(t, "without its recipe", err, "titled")
	for _, extension := range []string{".h5", ".keras", ".onnx"} {
		err := m.Save(filepath.Join(t.TempDir(), "m"+extension))
		requireLine(t, extension, err, "safetensors")
	}
}

// What a format has no place for is refused when it is written, not written as
// something else.
func TestFormatsWithoutPlace(t *testing.T) {
	encoder, last := graph.Dense{Name: "a", Units: 12, Activation: graph.ReLU}, graph.Dense{Units: graph.Classes, Activation: graph.Softmax}
	for name, layers := range map[string]graph.Sequential{
		"shared":                  {encoder, graph.Dense{Share: "a"}, last},
		"shared, with a norm":     {encoder, graph.LayerNorm{}, graph.Dense{Share: "a"}, last},
		"tied":                    {encoder, graph.Dense{Share: "a", Transposed: true}, last},
		"average":                 {graph.Average{graph.Dense{Units: 3}, graph.Dense{Units: 3}}, last},
		"an activation, by title": {graph.Dense{Units: 8}, titledReLU, last},
	} {
		m, err := New(Recipe{Name: name, Layers: layers, Loss: graph.SparseCategoricalCrossentropy{}}, 3, 4, 5, 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, extension := range []string{".h5", ".keras", ".weights.h5", ".pth", ".onnx"} {
			titled := name == "an activation, by title"
			if extension == ".pth" && (titled || strings.HasPrefix(name, "shared")) || extension == ".onnx" && !titled {
				continue // which has weights alone; which has all operations but one's own
			}
			var b bytes.Buffer
			requireLine(t, name+" as "+extension, m.Write(&b, extension), "")
		}
	}
}

// An autoencoder's ONNX has as many outputs as it, and no softmax.
func TestONNXOfNumbers(t *testing.T) {
	m, err := New(Recipe{
		Name: "autoencoder", Layers: graph.Sequential{graph.Dense{Units: 4, Activation: graph.ReLU}, graph.Dense{Units: 12}}, Loss: graph.MeanSquaredError,
	}, 3, 4, 5, 2)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := m.write(&b, ".onnx", true); err != nil {
		t.Fatal(err)
	}
	if text := b.String(); strings.Contains(text, "Softmax") || strings.Contains(text, "probabilities") || !strings.Contains(text, "outputs") {
		t.Error("its outputs are called probabilities, or it has a softmax")
	}
}

// A loss of one's own, behind layers that a file can hold, is that of the recipe.
func TestOwnLossIsTheRecipes(t *testing.T) {
	recipe := Recipe{Name: "own loss", Layers: graph.Sequential{graph.Dense{Units: graph.Classes}}, Loss: codeRecipe().Loss}
	m, err := New(recipe, 3, 4, 5, 2)
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := reloaded(t, disturbed(m), LoadOptions{Recipe: &recipe})
	if err != nil {
		t.Fatal(err)
	}
	requireSame(t, "own loss", loaded, m)
	if loaded, err = reloaded(t, m, LoadOptions{}); err != nil || loaded.Loss != nil || len(loaded.Assumed) != 1 || !strings.Contains(loaded.Assumed[0], "no loss") {
		t.Errorf("without the recipe: %v, loss %v, assumed %v", err, loaded.Loss, loaded.Assumed)
	}
}

// Heads of which one has as many units as there are classes, and the network none.
func TestClassesWithinHeads(t *testing.T) {
	for name, trunk := range map[string]graph.Layer{
		"described": graph.Dense{Units: 6, Activation: graph.ReLU}, "by code": graph.Dense{Units: 6, Activation: titledReLU},
	} {
		recipe := Recipe{
			Name:   "heads",
			Layers: graph.Sequential{trunk, graph.Heads{{Name: "digit", Layer: graph.Dense{Units: graph.Classes}}, {Name: "itself", Layer: graph.Dense{Units: 12}}}},
			Loss:   graph.Weighted{"digit": {Loss: graph.SparseCategoricalCrossentropy{From: graph.FromLogits}}, "itself": {Loss: graph.MeanSquaredError}},
		}
		m, err := New(recipe, 3, 4, 5, 2)
		if err != nil {
			t.Fatal(err)
		}
		loaded, err := reloaded(t, disturbed(m), LoadOptions{Recipe: &recipe})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		requireSame(t, name, loaded, m)
	}
}

// All layers that a file can hold are saved and loaded without their recipe, state and
// penalties included, to the bit, as often as one likes.
func TestDescribedLayersAreSavedAndLoaded(t *testing.T) {
	last := graph.Dense{Units: graph.Classes, Activation: graph.Softmax}
	for name, layers := range map[string]graph.Sequential{
		"batch norm":   {graph.Dense{Units: 6}, graph.BatchNorm{}, graph.ReLU, last},
		"of PyTorch's": {graph.Dense{Units: 6}, graph.BatchNorm{Momentum: 0.9, Epsilon: 1e-5, Unbiased: true, NoScale: true}, graph.ReLU, last},
		"layer norm":   {graph.LayerNorm{NoCenter: true}, last},
		"residual":     {graph.Residual{Layers: graph.Sequential{graph.Dense{Units: 4, Activation: graph.SiLU}}, Shortcut: graph.Dense{Units: 4}}, last},
		"concat":       {graph.Concat{graph.Dense{Units: 4}, nil, graph.Sequential{graph.Dense{Units: 3}, graph.Tanh}}, last},
		"tied": {
			graph.Dense{Name: "encoder", Units: 4, Activation: graph.ReLU},
			graph.Dense{Share: "encoder", Transposed: true},
			graph.Dense{Share: "encoder"},
			last,
		},
		"penalties":     {graph.Dense{Units: 4, KernelPenalty: graph.Penalty{L1: 0.001, L2: 0.01}, BiasPenalty: graph.L2(0.1)}, last},
		"frozen":        {graph.Frozen{Layer: graph.Sequential{graph.Dense{Units: 4}, graph.BatchNorm{}}}, graph.Dense{Units: 4, Frozen: true}, last},
		"shapes":        {graph.Reshape{Shape: []int{3, -1}}, graph.Permute{Axes: []int{2, 1}}, graph.Flatten{}, last},
		"normalization": {graph.Normalization{Mean: make([]float64, 12), Variance: slices.Repeat([]float64{0.25}, 12)}, graph.Rescaling{Scale: 2, Offset: -1}, last},
		"random":        {graph.GaussianNoise{Deviation: 0.1}, graph.Dense{Units: 4}, graph.Dropout{Rate: 0.25}, last},
	} {
		m, err := New(Recipe{Name: name, Layers: layers, Loss: graph.SparseCategoricalCrossentropy{}}, 3, 4, 5, 2)
		if err != nil {
			t.Fatal(err)
		}
		once, err := reloaded(t, disturbed(m), LoadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		requireSame(t, name, once, m)
		twice, err := reloaded(t, once, LoadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		requireSame(t, name+", twice", twice, m)
	}
}

// A penalty is in the loaded model's loss, and in .keras as Keras writes it.
func TestPenaltiesAreKept(t *testing.T) {
	penalty := graph.Penalty{L1: 0.001, L2: 0.01}
	m, err := New(Recipe{
		Name:   "penalties",
		Layers: graph.Sequential{graph.Dense{Units: 4, KernelPenalty: penalty}, graph.Dense{Units: graph.Classes, Activation: graph.Softmax}},
		Loss:   graph.SparseCategoricalCrossentropy{},
	}, 3, 4, 5, 2)
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := reloaded(t, m, LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got := loaded.Layers[0].(graph.Dense).KernelPenalty; got != penalty {
		t.Errorf("the penalty is %v, want %v", got, penalty)
	}
	var text strings.Builder
	if err := m.Write(&text, ".h5"); err != nil {
		t.Fatal(err)
	}
	const want = `"kernel_regularizer":{"module":"keras.regularizers","class_name":"L1L2","config":{"l1":0.001,"l2":0.01},"registered_name":null}`
	if !strings.Contains(text.String(), want) {
		t.Errorf("a file of Keras' has no %s", want)
	}
}

// What a file says of code is read within bounds, and what is wrong is one line.
func TestBadFilesOfCode(t *testing.T) {
	recipe := codeRecipe()
	m, err := New(recipe, 3, 4, 5, 2)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, value, want string }{
		{metaStructure, "{", "structure"},
		{metaStructure, "[]", "structure"},
		{metaStructure, `["input 12"]`, "makes another network"},
		{metaProbe, "[1]", "puts out"},
		{metaProbe, "x", "probe"},
		{metaChanges, `["units=-1"]`, "units"},
		{metaChanges, `["units=1000000000-1000000000"]`, "units: got"},
		{metaChanges, `["colour=red"]`, "colour"},
		{metaChanges, `{}`, "changes"},
		{metaFor, "-1", "classes"},
		{metaFor, "1000000", "dense_4"},
	} {
		meta, err := m.metadata()
		if err != nil {
			t.Fatal(err)
		}
		meta[c.name] = c.value
		var b bytes.Buffer
		if err := safetensors.Write(&b, m.Weights(), meta); err != nil {
			t.Fatal(err)
		}
		contents, err := readContents(b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		_, err = contents.model(LoadOptions{Recipe: &recipe})
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") || len(err.Error()) > 700 {
			t.Errorf("%s %s: got %v, want one line with %q", c.name, c.value, err, c.want)
		}
	}
}
