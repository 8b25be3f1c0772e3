package h5

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"digits/models/h5/hdf5"
	"digits/models/weights"
)

// written writes a file and reads it back.
func written(t testing.TB, f *File, format Format) *File {
	t.Helper()
	var a, b bytes.Buffer
	if err := Write(&a, f, format); err != nil {
		t.Fatal(err)
	}
	if err := Write(&b, f, format); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Errorf("%v: written twice, the bytes differ", format)
	}
	got, err := Read(a.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if got.Format != format {
		t.Errorf("read as %v, written as %v", got.Format, format)
	}
	return got
}

// sameLayers reports layers that differ in what the format keeps.
func sameLayers(t testing.TB, got, want *File) {
	t.Helper()
	if len(got.Layers) != len(want.Layers) {
		t.Fatalf("%v: got %d layers, want %d", got.Format, len(got.Layers), len(want.Layers))
	}
	for i, g := range got.Layers {
		w := want.Layers[i]
		if g.Name != w.Name || len(g.Weights) != len(w.Weights) {
			t.Fatalf("%v: layer %d is %q with %d weights, want %q with %d", got.Format, i, g.Name, len(g.Weights), w.Name, len(w.Weights))
		}
		for j, a := range g.Weights {
			b := w.Weights[j]
			if !slices.Equal(a.Shape, b.Shape) || !slices.EqualFunc(a.Values, b.Values, identical) {
				t.Errorf("%v: %s differs", got.Format, b.Name)
			}
			if got.Format == Model && a.Name != b.Name {
				t.Errorf("weight is %q, want %q", a.Name, b.Name)
			}
		}
	}
}

// identical is equality for which NaN is one value.
func identical(a, b float32) bool { return a == b || a != a && b != b }

func TestWriteWhatWasRead(t *testing.T) {
	for _, name := range []string{"keras2-small.h5", "keras3-dropout.h5", "keras3-functional.h5", "keras3-unicode.h5", "keras3-many.h5.gz"} {
		want := read(t, name)
		got := written(t, want, Model)
		sameLayers(t, got, want)
		if !bytes.Equal(got.Config, want.Config) || !bytes.Equal(got.TrainingConfig, want.TrainingConfig) ||
			got.KerasVersion != want.KerasVersion || got.Backend != want.Backend || got.Optimizer {
			t.Errorf("%s: configuration, version or backend differ, or there is an optimizer", name)
		}
		sameLayers(t, written(t, want, LegacyWeights), want)
	}
	for _, name := range []string{"keras2-small.keras", "keras3-dropout.keras", "keras3-functional.keras", "keras3-unicode.keras", "keras3-many.keras.gz"} {
		want := read(t, name)
		got := written(t, want, Archive)
		sameLayers(t, got, want)
		if !bytes.Equal(got.Config, want.Config) || got.KerasVersion != want.KerasVersion {
			t.Errorf("%s: configuration or version differ", name)
		}
	}
	for _, name := range []string{"keras2-dropout.weights.h5", "keras3-functional.weights.h5"} {
		want := read(t, name)
		sameLayers(t, written(t, want, Weights), want)
	}
}

// layer_names is split as numpy.array_split does: 1000 names of 100 bytes, of
// which 645 have room, become 500 and 500; 1291 become 431, 430 and 430.
func TestListAttributes(t *testing.T) {
	for _, c := range []struct {
		count, length int
		want          []int
	}{
		{645, 100, []int{645}},
		{646, 100, []int{323, 323}},
		{1000, 100, []int{500, 500}},
		{1291, 100, []int{431, 430, 430}},
		{1, headerLimit, []int{1}},
		{2, headerLimit, []int{1, 1}},
		{0, 0, []int{0}},
	} {
		names := make([]string, c.count)
		for i := range names {
			names[i] = strings.Repeat("n", c.length)
		}
		split, err := listAttributes("layer_names", names)
		if err != nil {
			t.Fatal(err)
		}
		var got []int
		for i, a := range split {
			got = append(got, len(a.Values))
			if want := fmt.Sprint("layer_names", i); len(split) > 1 && (a.Name != want || !a.Fixed) {
				t.Errorf("part %d is named %s, of fixed length: %v", i, a.Name, a.Fixed)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%d names of %d bytes: parts of %d, want %d", c.count, c.length, got, c.want)
		}
	}
	if _, err := listAttributes("layer_names", []string{strings.Repeat("n", headerLimit+1)}); err == nil {
		t.Error("a name longer than a header was accepted")
	}
}

// The paths are those of the files that Keras 3 saved.
func TestPaths(t *testing.T) {
	for class, want := range map[string]string{
		"Dense": "dense", "PReLU": "p_re_lu", "LeakyReLU": "leaky_re_lu", "InputLayer": "input_layer",
		"Conv2D": "conv2d", "BatchNormalization": "batch_normalization", "My>Layer": "my_layer", "GRUCell": "gru_cell", "p_re_lu": "p_re_lu",
	} {
		if got := snakeCase(class); got != want {
			t.Errorf("%s is %s, want %s", class, got, want)
		}
	}
	var p pathCounter
	for _, c := range [][2]string{{"Dense", "dense"}, {"Dense", "dense_1"}, {"Dropout", "dropout"}, {"Dense", "dense_2"}} {
		if got := p.next(c[0]); got != c[1] {
			t.Errorf("path is %s, want %s", got, c[1])
		}
	}
}

func TestWriteRefuses(t *testing.T) {
	one := weights.Array{Name: "kernel", Shape: []int{1}, Values: []float32{1}}
	config := json.RawMessage(`{"module":"keras","class_name":"Sequential","config":{"name":"s","layers":[]}}`)
	for _, c := range []struct {
		name   string
		file   File
		format Format
		words  string
	}{
		{"no format", File{}, Unknown, "format 0"},
		{"model without configuration", File{}, Model, "needs a configuration"},
		{"archive without configuration", File{}, Archive, "needs a configuration"},
		{"archive with the configuration of .h5", File{Config: json.RawMessage(`{"class_name":"Sequential"}`)}, Archive, "module"},
		{"configuration not JSON", File{Config: json.RawMessage(`{`)}, Model, "not JSON"},
		{"no class", File{Layers: []Layer{{Name: "dense"}}}, Weights, "no class"},
		{"no name", File{Config: config, Layers: []Layer{{}}}, Model, "name"},
		{"name twice", File{Config: config, Layers: []Layer{{Name: "a"}, {Name: "a"}}}, Model, "two layers"},
		{"name taken", File{Config: config, Layers: []Layer{{Name: topLevel}}}, Model, topLevel},
		{"weight twice", File{Config: config, Layers: []Layer{{Name: "a", Weights: []weights.Array{one, one}}}}, Model, "two of that name"},
		{"wrong shape", File{Layers: []Layer{{Name: "a", Class: "Dense", Weights: []weights.Array{{Shape: []int{2}}}}}}, Weights, "shape"},
	} {
		if err := Write(io.Discard, &c.file, c.format); err == nil || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: error is %v, want one with %q", c.name, err, c.words)
		}
	}
}

// What Keras wrote without optimizer and what we write have the same groups,
// arrays and attributes, by the reader.
func TestSameTreeAsKeras(t *testing.T) {
	for _, name := range []string{"keras3-functional.h5", "keras2-functional.h5", "keras3-functional.weights.h5", "keras3-unicode.weights.h5"} {
		original := content(t, name)
		f := read(t, name)
		var b bytes.Buffer
		if err := Write(&b, f, f.Format); err != nil {
			t.Fatal(err)
		}
		if got, want := outline(t, b.Bytes()), outline(t, original); got != want {
			t.Errorf("%s: we write\n%swhere Keras has\n%s", name, got, want)
		}
	}
}

// outline lists groups, arrays and the attributes that Keras gives them.
func outline(t *testing.T, data []byte) string {
	root, err := hdf5.Open(data, len(data)+slack)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	var walk func(g *hdf5.Group, path string)
	walk = func(g *hdf5.Group, path string) {
		for _, a := range []string{"keras_version", "backend", "model_config", "training_config", "layer_names", "weight_names", "name"} {
			if values, ok, err := g.Strings(a); ok || err != nil {
				fmt.Fprintf(&b, "%s@%s %q %v\n", path, a, values, err)
			}
		}
		for _, name := range g.Names() {
			if sub, err := g.Group(name); err == nil {
				walk(sub, path+name+"/")
				continue
			}
			d, err := g.Dataset(name)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintln(&b, path+name, d.Shape)
		}
	}
	walk(root, "/")
	return b.String()
}
