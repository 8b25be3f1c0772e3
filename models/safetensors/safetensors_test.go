package safetensors

import (
	"bytes"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"digits/models/dtype"
	"digits/models/seal"
	"digits/models/weights"
)

func readFile(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// The sums and last values were computed by numpy 2.4.6 in float64 from what
// safetensors 0.8.0 loads.
func TestReadTorchFile(t *testing.T) {
	arrays, metadata, err := Read(readFile(t, "torch-named.safetensors"))
	if err != nil || metadata != nil {
		t.Fatal(metadata, err)
	}
	want := []struct {
		name      string
		shape     []int
		sum, last float64
	}{
		{"fc1.bias", []int{16}, -0.18513821181841195, 0.009702831506729126},
		{"fc1.weight", []int{16, 784}, 16.364314494978316, -0.02492661587893963},
		{"fc2.bias", []int{12}, 0.2413126341998577, 0.1520613431930542},
		{"fc2.weight", []int{12, 16}, -4.82720823190175, -0.10676327347755432},
		{"fc3.bias", []int{10}, -0.07217122986912727, -0.2633070647716522},
		{"fc3.weight", []int{10, 12}, -0.2752390447421931, -0.28959402441978455},
	}
	if len(arrays) != len(want) {
		t.Fatalf("got %d arrays, want %d", len(arrays), len(want))
	}
	for i, w := range want {
		a, sum := arrays[i], 0.0
		for _, v := range a.Values {
			sum += float64(v)
		}
		if a.Name != w.name || !cmp.Equal(a.Shape, w.shape) || math.Abs(sum-w.sum) > 1e-12 || float64(a.Values[len(a.Values)-1]) != w.last {
			t.Errorf("array %d: got %s %v, sum %v, want %v", i, a.Name, a.Shape, sum, w)
		}
	}
}

// The values are those in testdata/make.py, all exact in float16; in bfloat16,
// with 8 bits of precision, 65504 rounds to 65536 and 0.333251953125 to
// 171/512.
func TestReadEveryType(t *testing.T) {
	arrays, metadata, err := Read(readFile(t, "odd.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	exact := []float32{1, -2.5, 0.333251953125, 65504, float32(math.Copysign(0, -1)), 3}
	rounded := []float32{1, -2.5, 171. / 512, 65536, float32(math.Copysign(0, -1)), 3}
	want := []weights.Array{
		{Name: "größe.float64", Shape: []int{2, 3}, Values: exact, Type: dtype.Float64},
		{Name: "empty", Shape: []int{5, 0, 2}, Values: []float32{}},
		{Name: "größe.float32", Shape: []int{2, 3}, Values: exact},
		{Name: "scalar", Shape: []int{}, Values: []float32{7}},
		{Name: "größe.bfloat16", Shape: []int{2, 3}, Values: rounded, Type: dtype.BFloat16},
		{Name: "größe.float16", Shape: []int{2, 3}, Values: exact, Type: dtype.Float16},
	}
	if diff := cmp.Diff(want, arrays); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]string{"format": "np", "note": "höher \" \\ \n"}, metadata); diff != "" {
		t.Error(diff)
	}
}

func TestWriteIsReadAndRepeats(t *testing.T) {
	arrays := []weights.Array{
		{Name: "b \"quoted\"/日本", Shape: []int{2, 2}, Values: []float32{1, 0x1p-149, float32(math.Inf(-1)), float32(math.NaN())}},
		{Name: "a", Shape: []int{}, Values: []float32{3}},
		{Name: "empty", Shape: []int{0, 3}, Values: []float32{}},
	}
	metadata := map[string]string{}
	for _, key := range strings.Split("one two three four five six", " ") {
		metadata[key] = "<" + key + ">"
	}
	var first, second bytes.Buffer
	for _, b := range []*bytes.Buffer{&first, &second} {
		if err := Write(b, arrays, metadata); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("the same input gave other bytes")
	}
	got, gotMetadata, err := Read(first.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(arrays, got, cmpopts.EquateNaNs()); diff != "" {
		t.Error(diff)
	}
	if len(gotMetadata[seal.Name]) != 64 {
		t.Errorf("the seal is %q, want 64 digits", gotMetadata[seal.Name])
	}
	delete(gotMetadata, seal.Name)
	if diff := cmp.Diff(metadata, gotMetadata); diff != "" {
		t.Error(diff)
	}
}

func TestWriteRefuses(t *testing.T) {
	one := weights.Array{Name: "w", Shape: []int{1}, Values: []float32{1}}
	for name, c := range map[string]struct {
		arrays   []weights.Array
		metadata map[string]string
		want     string
	}{
		"none":          {nil, nil, "got no arrays"},
		"twice":         {[]weights.Array{one, one}, nil, "each once"},
		"not UTF-8":     {[]weights.Array{{Name: "\xff", Shape: []int{0}}}, nil, "UTF-8"},
		"metadata":      {[]weights.Array{{Name: "__metadata__", Shape: []int{0}}}, nil, "__metadata__"},
		"few values":    {[]weights.Array{{Name: "w", Shape: []int{2}, Values: []float32{1}}}, nil, "1 values"},
		"metadata text": {[]weights.Array{one}, map[string]string{"k": "\xff"}, "not UTF-8"},
	} {
		t.Run(name, func(t *testing.T) {
			err := Write(&bytes.Buffer{}, c.arrays, c.metadata)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// The values are those of testdata/integers.py.
func TestReadIntegers(t *testing.T) {
	arrays, _, err := Read(readFile(t, "integers.safetensors"))
	if err != nil || len(arrays) != 9 {
		t.Fatalf("got %d arrays, %v, want 9", len(arrays), err)
	}
	for _, a := range arrays {
		want := []float32{0, 1, 2, 3, 4, 5}
		switch a.Name[0] {
		case 'i':
			want = []float32{-2, -1, 0, 1, 2, 3}
		case 'b':
			want = []float32{0, 1, 1, 1, 1, 1}
		}
		if string(a.Type) != a.Name || !cmp.Equal(a.Values, want) {
			t.Errorf("%s: got %s %v, want %v", a.Name, a.Type, a.Values, want)
		}
	}
}
