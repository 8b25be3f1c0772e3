package h5

import (
	"cmp"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"digits/models/dtype"
	"digits/models/h5/hdf5"
	"digits/models/weights"
)

// said is what Keras says of a layer of a stranger's file: the sums of its
// weights, computed with numpy in float64.
type said struct {
	Name, Class string
	Sums        []float64
	Shapes      [][]int
}

// weights are a layer's weights with those of the layers within it.
func (l *Layer) weights() (all []weights.Array) {
	for part := range l.All {
		all = append(all, part.Weights...)
	}
	return all
}

// Every layer is there, also those without weights. Where the file is one of
// weights, the groups' places tell the model's order.
func TestReadStrangersFiles(t *testing.T) {
	for _, list := range []string{"strangers-keras3.json", "strangers-keras2.json"} {
		var want map[string][]said
		if err := json.Unmarshal(content(t, list), &want); err != nil {
			t.Fatal(err)
		}
		for name, layers := range want {
			t.Run(name, func(t *testing.T) { checkStranger(t, name, layers) })
		}
	}
}

func checkStranger(t *testing.T, name string, want []said) {
	f := read(t, name+".gz")
	got := slices.Clone(f.Layers)
	byPlace := func(a, b Layer) int { return cmp.Compare(a.Place, b.Place) }
	own := strings.Contains(name, "-own.")
	switch {
	case own: // attributes are saved by their names
		slices.SortFunc(got, func(a, b Layer) int { return strings.Compare(a.Path, b.Path) })
	case f.Format == Weights:
		slices.SortFunc(got, byPlace)
	}
	if len(f.Unread) > 0 {
		t.Errorf("unread: %q, want nothing", f.Unread)
	}
	if own {
		checkOwn(t, f)
		return
	}
	if f.Format == Weights || strings.HasPrefix(name, "stranger-k2-") && f.Format != Model {
		// Keras leaves out the input of a Sequential; names are those of the file.
		got = slices.DeleteFunc(got, func(l Layer) bool { return l.Class == "input_layer" })
		want = slices.DeleteFunc(slices.Clone(want), func(s said) bool { return s.Class == "InputLayer" })
	}
	if len(got) != len(want) {
		t.Fatalf("got %d layers %v, want %d", len(got), got, len(want))
	}
	for i, s := range want {
		checkLayer(t, f, &got[i], s)
	}
}

func checkLayer(t *testing.T, f *File, l *Layer, s said) {
	if named := f.Format != Weights || f.Name != ""; named && l.Name != s.Name {
		t.Errorf("got the layer %q, want %q", l.Name, s.Name)
	}
	if f.Format != LegacyWeights && l.Class != s.Class && l.Class != snakeCase(s.Class) {
		t.Errorf("%s: got class %q, want %q", l.Name, l.Class, s.Class)
	}
	arrays := l.weights()
	if f.Format == Archive && len(arrays) == 3 && arrays[0].Type == dtype.Int8 { // Keras lists the bias first, and saves it second
		arrays[0], arrays[1] = arrays[1], arrays[0]
	}
	if len(arrays) != len(s.Sums) {
		t.Errorf("%s: got %d weights, want %d", l.Name, len(arrays), len(s.Sums))
		return
	}
	for i, a := range arrays {
		sum := 0.0
		for _, v := range a.Values {
			sum += float64(v)
		}
		if !slices.Equal(a.Shape, s.Shapes[i]) || math.Abs(sum-s.Sums[i]) > 1e-6 {
			t.Errorf("%s: got shape %v with sum %g, want %v with %g", a.Name, a.Shape, sum, s.Shapes[i], s.Sums[i])
		}
	}
}

// A class of one's own: its attributes are groups beside the list of layers.
func checkOwn(t *testing.T, f *File) {
	// Keras saves attributes in the order of their names, and a layer once: what
	// comes behind "layers" is there already.
	paths, n := map[string]int{}, 0
	for _, l := range f.Layers {
		paths[l.Path] = len(l.weights())
	}
	if f.Name != "" && (paths["alpha"] != 2 || paths["bn"] != 4 || paths["blocks"] != 4 || paths["layers/dense"] != 2) {
		t.Errorf("got %v, want alpha, bn, blocks and layers/dense with 2, 4, 4 and 2 weights", paths)
	}
	for _, count := range paths {
		n += count
	}
	if n != 12 { // 4 Dense and a BatchNormalization
		t.Errorf("got %d weights, want 12", n)
	}
}

// What Keras quantises to int8 comes as numbers, with their type.
func TestReadInt8(t *testing.T) {
	l := read(t, "stranger-k3-int8.keras.gz").Layers[0]
	if l.Weights[0].Type != dtype.Int8 || !slices.Equal(l.Weights[0].Shape, []int{4, 3}) {
		t.Errorf("got %s %v, want int8 (4, 3)", l.Weights[0].Type, l.Weights[0].Shape)
	}
}

func TestReadActivationOfALayer(t *testing.T) {
	f := read(t, "stranger-k3-activation.weights.h5.gz")
	if l := f.Layers[0]; len(l.Layers) != 1 || l.Layers[0].Path != "layers/dense/activation" || !strings.HasPrefix(l.Layers[0].Name, "elu") {
		t.Errorf("got %v within %s, want the ELU", l.Layers, l.Path)
	}
}

// built makes a file of groups and arrays.
func built(t *testing.T, build func(*hdf5.Tree), paths ...string) []byte {
	t.Helper()
	tree := &hdf5.Tree{}
	for _, path := range paths {
		if err := tree.Put(path, weights.Array{Shape: []int{1}, Values: []float32{1}}); err != nil {
			t.Fatal(err)
		}
	}
	build(tree)
	var b strings.Builder
	if err := hdf5.Write(&b, tree); err != nil {
		t.Fatal(err)
	}
	return []byte(b.String())
}

func TestUnread(t *testing.T) {
	named := func(tree *hdf5.Tree) {
		tree.Attributes = []hdf5.Attribute{{Name: "layer_names", Values: []string{"dense"}}}
		tree.Groups["dense"].Attributes = []hdf5.Attribute{{Name: "weight_names", Values: []string{"kernel"}}}
		tree.Groups["top_level_model_weights"].Attributes = []hdf5.Attribute{{Name: "weight_names", Values: []string{"x"}}}
	}
	nothing := func(*hdf5.Tree) {}
	for _, c := range []struct {
		name  string
		data  []byte
		want  []string
		state []string
	}{
		{"weights of the model", built(t, nothing, "vars/0", "layers/dense/vars/0"), []string{"vars: 1 weights of the model itself, of no layer"}, nil},
		{"an array among layers", built(t, nothing, "layers/dense/vars/0", "layers/x"), []string{"layers/x: an array or a link that is part of no layer"}, nil},
		{"an array in a layer", built(t, nothing, "layers/dense/vars/0", "layers/dense/x"), []string{"layers/dense/x: an array or a link that is part of no layer"}, nil},
		{"metrics", built(t, nothing, "layers/dense/vars/0", "metrics/mean/vars/0"), nil, []string{"metrics"}},
		{"by name", built(t, named, "dense/kernel", "dense/extra", "other/x", "top_level_model_weights/x"), []string{
			"dense/extra: not in the layer's list of weights", "other: a group that is not in the list of layers",
			"top_level_model_weights: 1 weights of the model itself, of no layer",
		}, nil},
	} {
		f, err := Read(c.data)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if !slices.Equal(f.Unread, c.want) || !slices.Equal(f.State, c.state) {
			t.Errorf("%s: got %q and the state %q, want %q and %q", c.name, f.Unread, f.State, c.want, c.state)
		}
	}
}

func TestReadNestsWithinBounds(t *testing.T) {
	path := strings.Repeat("layers/sequential/", 12) + "layers/dense/vars/0"
	if _, err := Read(built(t, func(*hdf5.Tree) {}, path)); !errors.Is(err, hdf5.ErrUnsupported) || !strings.Contains(err.Error(), "layers within layers") {
		t.Errorf("got %v, want it refused", err)
	}
}

func TestErrorsSayWhatToDo(t *testing.T) {
	data := content(t, "keras3-small.h5")
	for want, data := range map[string][]byte{
		"get it again":     data[:len(data)/2],
		"load it in Keras": built(t, func(*hdf5.Tree) {}, "layers/dense/vars/1"),
	} {
		if _, err := Read(data); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestWriteRefusesSlashes(t *testing.T) {
	f := &File{Layers: []Layer{{Name: "params/Dense_0", Class: "Dense"}}}
	for _, format := range []Format{Weights, LegacyWeights} {
		err := Write(&strings.Builder{}, f, format)
		if err == nil || !strings.Contains(err.Error(), `name it "params_Dense_0"`) {
			t.Errorf("%v: got %v, want another name", format, err)
		}
	}
}
