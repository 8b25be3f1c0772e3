package h5

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"digits/models/h5/hdf5"
	"digits/models/weights"
)

// content returns a file of testdata, decompressed if it ends in .gz.
func content(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(name, ".gz") {
		return b
	}
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if b, err = io.ReadAll(r); err != nil {
		t.Fatal(err)
	}
	return b
}

func read(t testing.TB, name string) *File {
	t.Helper()
	f, err := Read(content(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// arrays are all weights in the file's order.
func arrays(f *File) []weights.Array {
	var all []weights.Array
	for _, l := range f.Layers {
		all = append(all, l.Weights...)
	}
	return all
}

// Sums and sums of squares of each weight, computed with h5py 3.16.0 and numpy
// in float64.
var sums = map[string][][2]float64{
	"keras2-dropout": {
		{6.166986310716311, 25.206704224841346},
		{0.06359897484071553, 0.0017865438223415996},
		{-1.4330297081032768, 10.759038973677605},
		{-0.7467613173648715, 11.725576515316595},
		{-0.013324824627488852, 0.0032991406541350195},
	},
	"keras2-small": {
		{6.069933304719598, 35.08452689192248},
		{0.2261788898613304, 0.004833416679414684},
		{-5.515000337269157, 11.953491261964185},
		{-0.009578701108694077, 0.005997042271037851},
	},
	"keras3-dropout": {
		{14.43754841684131, 24.858320872286313},
		{0.041573658789275214, 0.0016404081369254318},
		{-2.4681943762116134, 11.410555189291863},
		{1.8993026653770357, 11.439678264877902},
		{0.0003784550353884697, 0.0036131594439427145},
	},
	"keras3-small": {
		{38.01196296361104, 34.362601644294834},
		{0.1638873459014576, 0.0045444527036613116},
		{0.2950909563805908, 14.25881117565763},
		{-0.009285021224059165, 0.005151201047137314},
	},
}

func TestReadReference(t *testing.T) {
	for name, want := range sums {
		for extension, format := range map[string]Format{".h5": Model, ".weights.h5": Weights, ".keras": Archive} {
			t.Run(name+extension, func(t *testing.T) {
				if !Recognize(content(t, name+extension)) {
					t.Error("it is not recognized")
				}
				f := read(t, name+extension)
				if f.Format != format || !f.Optimizer {
					t.Errorf("format %v, optimizer %v, want %v and true", f.Format, f.Optimizer, format)
				}
				got := arrays(f)
				if len(got) != len(want) {
					t.Fatalf("there are %d weights, want %d", len(got), len(want))
				}
				for i, a := range got {
					var sum, square float64
					for _, v := range a.Values {
						sum += float64(v)
						square += float64(v) * float64(v)
					}
					// Only the order of summation differs from numpy's.
					if math.Abs(sum-want[i][0]) > 1e-9 || math.Abs(square-want[i][1]) > 1e-9 {
						t.Errorf("%s: sums are %v and %v, want %v", a.Name, sum, square, want[i])
					}
				}
			})
		}
	}
}

// Names, classes and versions are those that the configurations in the files
// have.
func TestReadDescription(t *testing.T) {
	for _, c := range []struct {
		file, version, backend, name string
		layers                       string
	}{
		{"keras3-dropout.h5", "3.15.1", "jax", "sequential_1", "flatten_1:Flatten dense_2:Dense dropout:Dropout dense_3:Dense dropout_1:Dropout dense_4:Dense"},
		{"keras2-dropout.h5", "2.21.0", "tensorflow", "sequential_1", "flatten_1:Flatten dense_2:Dense dropout:Dropout dense_3:Dense dropout_1:Dropout dense_4:Dense"},
		{"keras3-dropout.keras", "3.15.1", "", "sequential_1", "flatten_1:Flatten dense_2:Dense dropout:Dropout dense_3:Dense dropout_1:Dropout dense_4:Dense"},
		{"keras2-small.keras", "2.21.0", "", "sequential", "flatten:Flatten dense:Dense dense_1:Dense"},
		{"keras3-dropout.weights.h5", "", "", "sequential_1", "dense_2:dense dense_3:dense dense_4:dense dropout:dropout dropout_1:dropout flatten_1:flatten"},
		{"keras2-dropout.weights.h5", "", "", "", "dense:dense dense_1:dense dense_2:dense dropout:dropout dropout_1:dropout flatten:flatten"},
		{"keras3-functional.h5", "3.15.1", "jax", "chain", "pixels:InputLayer flatten:Flatten zeta:Dense activation:Activation beta:PReLU alpha:Dense"},
		{"keras3-functional.keras", "3.15.1", "", "chain", "pixels:InputLayer flatten:Flatten zeta:Dense activation:Activation beta:PReLU alpha:Dense"},
		{"keras3-functional.weights.h5", "", "", "chain", "activation:activation zeta:dense alpha:dense flatten:flatten pixels:input_layer beta:p_re_lu"},
		{"keras2-functional.keras", "2.21.0", "", "chain", "pixels:InputLayer flatten:Flatten zeta:Dense activation:Activation beta:PReLU alpha:Dense"},
		{"keras2-legacy.h5", "2.21.0", "tensorflow", "", "pixels: flatten_1: zeta: activation_1: beta: alpha:"},
		{"keras3-unicode.h5", "3.15.1", "jax", "ziffern", "schicht_über:Dense π:Dense"},
		{"keras3-unicode.keras", "3.15.1", "", "ziffern", "schicht_über:Dense π:Dense"},
		{"keras3-unicode.weights.h5", "", "", "ziffern", "schicht_über:dense π:dense"},
	} {
		f := read(t, c.file)
		var layers []string
		for _, l := range f.Layers {
			layers = append(layers, l.Name+":"+l.Class)
		}
		if got := strings.Join(layers, " "); got != c.layers {
			t.Errorf("%s: layers are %q, want %q", c.file, got, c.layers)
		}
		if f.KerasVersion != c.version || f.Backend != c.backend || f.Name != c.name {
			t.Errorf("%s: version %q, backend %q, name %q, want %q, %q, %q", c.file, f.KerasVersion, f.Backend, f.Name, c.version, c.backend, c.name)
		}
	}
}

// The odd files' weights are those of make.py's formula.
func TestReadOdd(t *testing.T) {
	functional := [][]int{{12, 5}, {5}, {5, 2}, {2}}
	byClass := []int{0, 2, 3, 1} // where only paths say the order: Dense before PReLU
	half := [][]int{{3, 2}, {2}, {2, 2}, {2}}
	unicode := [][]int{{3, 2}, {2}, {2, 1}, {1}}
	var many [][]int
	for i := range 1000 {
		many = append(many, []int{1, 1})
		if i%2 == 0 {
			many = append(many, []int{1})
		}
	}
	for _, c := range []struct {
		file   string
		shapes [][]int
		order  []int
	}{
		{"keras3-functional.h5", functional, nil},
		{"keras3-functional.keras", functional, nil},
		{"keras3-functional.weights.h5", functional, byClass},
		{"keras2-functional.h5", functional, nil},
		{"keras2-functional.keras", functional, nil},
		{"keras2-functional.weights.h5", functional, byClass},
		{"keras2-legacy.h5", functional, nil},
		{"keras3-unicode.h5", unicode, nil},
		{"keras3-unicode.keras", unicode, nil},
		{"keras3-unicode.weights.h5", unicode, nil},
		{"keras3-float16.h5", half, nil},
		{"keras3-float16.keras", half, nil},
		{"keras2-float16.h5", half, nil},
		{"keras2-float16.keras", half, nil},
		{"keras3-bfloat16.h5", half, nil},
		{"keras3-bfloat16.keras", half, nil},
		{"keras3-many.h5.gz", many, nil},
		{"keras3-many.keras.gz", many, nil},
		{"keras2-many.h5.gz", many, nil},
		{"keras2-many.keras.gz", many, nil},
	} {
		t.Run(c.file, func(t *testing.T) {
			got := arrays(read(t, c.file))
			if len(got) != len(c.shapes) {
				t.Fatalf("there are %d weights, want %d", len(got), len(c.shapes))
			}
			for i, a := range got {
				k := i
				if c.order != nil {
					k = c.order[i]
				}
				want := make([]float32, len(a.Values))
				for j := range want {
					want[j] = float32((37*j+11*k)%64-32) / 64
				}
				if !slices.Equal(a.Shape, c.shapes[k]) || !slices.Equal(a.Values, want) || a.Check() != nil {
					t.Fatalf("weight %d, %s: shape %v, values %v, want %v, %v", i, a.Name, a.Shape, a.Values, c.shapes[k], want)
				}
			}
		})
	}
}

// Keras before 3.15 saves the random state of Dropout, which is not a weight.
func TestReadSeedGenerator(t *testing.T) {
	tree := &hdf5.Tree{}
	one := weights.Array{Shape: []int{1}, Values: []float32{1}}
	for _, path := range []string{"layers/dropout/seed_generator/vars/0", "layers/dense/vars/0"} {
		if err := tree.Put(path, one); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := hdf5.Write(&b, tree); err != nil {
		t.Fatal(err)
	}
	f, err := Read(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if got := arrays(f); len(got) != 1 || got[0].Name != "layers/dense/vars/0" || f.Layers[1].Name != "dropout" {
		t.Errorf("weights are %v, want the one of dense", got)
	}
}

func TestReadRefuses(t *testing.T) {
	unrelated := func(build func(*hdf5.Tree)) []byte {
		tree := &hdf5.Tree{}
		build(tree)
		var b bytes.Buffer
		if err := hdf5.Write(&b, tree); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	put := func(tree *hdf5.Tree, path string) {
		if err := tree.Put(path, weights.Array{Shape: []int{1}, Values: []float32{1}}); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name  string
		data  []byte
		want  error
		words string
	}{
		{"empty", nil, ErrNotKeras, "0 bytes"},
		{"text", []byte("import keras"), ErrNotKeras, "neither HDF5 nor a zip"},
		{"other HDF5", unrelated(func(tree *hdf5.Tree) { put(tree, "results/x") }), ErrNotKeras, "results"},
		{"numbering with a gap", unrelated(func(tree *hdf5.Tree) { put(tree, "layers/dense/vars/1") }), hdf5.ErrMissing, "/layers/dense/vars/0"},
		{"layer that is not there", unrelated(func(tree *hdf5.Tree) {
			tree.Attributes = []hdf5.Attribute{{Name: "layer_names", Values: []string{"dense"}}}
		}), hdf5.ErrMissing, "/dense"},
		{"config not JSON", unrelated(func(tree *hdf5.Tree) {
			tree.Attributes = []hdf5.Attribute{{Name: "model_config", Values: []string{"{"}, Scalar: true}}
			put(tree, "model_weights/x")
		}), hdf5.ErrMalformed, "not JSON"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := Read(c.data); !errors.Is(err, c.want) || !strings.Contains(fmt.Sprint(err), c.words) {
				t.Errorf("error is %q, want %q with %q", err, c.want, c.words)
			}
		})
	}
}
