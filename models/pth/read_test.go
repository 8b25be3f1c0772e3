package pth

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"digits/internal/hostile"
	"digits/models/dtype"
	"digits/models/weights"
)

func readTestdata(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func mustRead(t testing.TB, name string) *File {
	t.Helper()
	var file *File
	err := hostile.Bounded(t, readTestdata(t, name), func(data []byte) (err error) {
		file, err = Read(data)
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return file
}

// logits computes a network of dense layers with ReLU between them, whose
// kernels (units, in) and biases alternate, in float64.
func logits(arrays []weights.Array, x []float64) []float64 {
	for i := 0; i < len(arrays); i += 2 {
		kernel, bias := arrays[i], arrays[i+1]
		y := make([]float64, len(bias.Values))
		for unit := range y {
			y[unit] = float64(bias.Values[unit])
			for k, v := range x {
				y[unit] += v * float64(kernel.Values[unit*len(x)+k])
			}
			if i+2 < len(arrays) {
				y[unit] = max(y[unit], 0)
			}
		}
		x = y
	}
	return x
}

func TestReadGivesTorchsOutputs(t *testing.T) {
	var reference struct{ Expected map[string][][]float64 }
	if err := json.Unmarshal(readTestdata(t, "expected-torch.json"), &reference); err != nil {
		t.Fatal(err)
	}
	images := readTestdata(t, "images.bin")
	for _, name := range []string{"torch-named.pth", "torch-sequential.pth", "torch-strided.pth", "torch-legacy-format.pth", "torch-checkpoint.pth"} {
		t.Run(name, func(t *testing.T) {
			arrays := mustRead(t, name).Arrays
			expected := reference.Expected[name]
			if len(expected) != 5 {
				t.Fatalf("got %d expected outputs, want 5", len(expected))
			}
			for i, want := range expected {
				x := make([]float64, 784)
				for k := range x {
					x[k] = (float64(images[784*i+k])/255 - 0.5) / 0.5
				}
				for unit, got := range logits(arrays, x) {
					if math.Abs(got-want[unit]) > 1e-6 {
						t.Errorf("image %d, unit %d: got %g, want %g", i, unit, got, want[unit])
					}
				}
			}
		})
	}
}

func TestReadSaysWhatItFound(t *testing.T) {
	named := []string{"fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias", "fc3.weight", "fc3.bias"}
	for name, want := range map[string]File{
		"torch-named.pth":         {Format: Zip},
		"torch-bfloat16.pth":      {Format: Zip},
		"torch-legacy-format.pth": {Format: Legacy},
		"torch-checkpoint.pth":    {Format: Zip, Key: "model_state_dict", Optimizer: true},
		"odd-checkpoint.pth":      {Format: Zip, Key: "state_dict", Optimizer: true},
	} {
		file := mustRead(t, name)
		if file.Format != want.Format || file.Key != want.Key || file.Optimizer != want.Optimizer {
			t.Errorf("%s: got %s, %q, %v, want %s, %q, %v", name, file.Format, file.Key, file.Optimizer, want.Format, want.Key, want.Optimizer)
		}
		if strings.HasPrefix(name, "torch-") {
			for i, a := range file.Arrays {
				if a.Name != named[i] {
					t.Errorf("%s: array %d: got %s, want %s", name, i, a.Name, named[i])
				}
			}
		}
	}
}

// Rounding to bfloat16 keeps 8 bits of the significand.
func TestReadBFloat16(t *testing.T) {
	file, exact := mustRead(t, "torch-bfloat16.pth"), mustRead(t, "torch-named.pth")
	for i, a := range file.Arrays {
		if a.Type != dtype.BFloat16 {
			t.Errorf("%s: got %s, want bfloat16", a.Name, a.Type)
		}
		for k, v := range a.Values {
			want := float64(exact.Arrays[i].Values[k])
			if math.Abs(float64(v)-want) > math.Abs(want)/256 {
				t.Fatalf("%s, value %d: got %g, want %g rounded to 8 bits", a.Name, k, v, want)
			}
		}
	}
}

func TestReadOddFiles(t *testing.T) {
	type array struct {
		Shape  []int
		DType  dtype.Type
		Values []float32
	}
	var odd map[string]map[string]array
	if err := json.Unmarshal(readTestdata(t, "odd.json"), &odd); err != nil {
		t.Fatal(err)
	}
	if len(odd) != 12 {
		t.Errorf("got %d files, want 12", len(odd))
	}
	for name, want := range odd {
		t.Run(name, func(t *testing.T) {
			file := mustRead(t, name)
			got := map[string]array{}
			for _, a := range file.Arrays {
				got[a.Name] = array{a.Shape, a.SavedType(), a.Values}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			if strings.HasSuffix(name, "-legacy.pth") != (file.Format == Legacy) {
				t.Errorf("got format %s", file.Format)
			}
		})
	}
}

func TestReadManyArrays(t *testing.T) {
	file := mustRead(t, "odd-many.pth")
	if len(file.Arrays) != 1100 {
		t.Fatalf("got %d arrays, want 1100", len(file.Arrays))
	}
	for i, a := range file.Arrays {
		if want := float32(i); a.Name != fmt.Sprintf("layer_%d.weight", i) || !slices.Equal(a.Values, []float32{want, -want}) {
			t.Fatalf("array %d: got %s %v", i, a.Name, a.Values)
		}
	}
}

func TestReadRefusesWholeModule(t *testing.T) {
	_, err := Read(readTestdata(t, "torch-whole-module.pth"))
	if err == nil || !strings.Contains(err.Error(), `a whole module, of class "__main__.Net"`) || !strings.Contains(err.Error(), "torch.save(model.state_dict()") {
		t.Errorf("got %v, want the class and the remedy", err)
	}
}

func TestReadCountsBatches(t *testing.T) {
	a := mustRead(t, "odd-integer.pth").Arrays[4] // of BatchNorm1d, in which nothing has been counted
	if a.Name != "num_batches_tracked" || a.Type != dtype.Int64 || !slices.Equal(a.Values, []float32{0}) {
		t.Errorf("got %v, want a 0 of int64", a)
	}
}

func TestRecognize(t *testing.T) {
	for name, want := range map[string]bool{
		"torch-named.pth":                            true,
		"torch-legacy-format.pth":                    true,
		"odd-protocol4-legacy.pth":                   true,
		"images.bin":                                 false,
		"../../safetensors/testdata/odd.safetensors": false,
	} {
		if got := Recognize(readTestdata(t, name)); got != want {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
	if Recognize(nil) || Recognize([]byte(localSignature)) {
		t.Error("got an empty archive recognized")
	}
}
