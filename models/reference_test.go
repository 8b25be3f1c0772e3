package models

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"digits/data"
)

// The files were saved by Keras 2, Keras 3 and PyTorch, which also computed
// what they predict for MNIST's test images 0 to 4: probabilities, or logits
// for PyTorch's. Weights without a configuration are taken for a network with
// ReLU, which keras*-dropout, with tanh, is not.
func TestLoadReference(t *testing.T) {
	source, err := data.MNIST("")
	if err != nil {
		t.Skip(err)
	}
	for _, expected := range []string{"h5/testdata/expected-keras2.json", "h5/testdata/expected-keras3.json", "pth/testdata/expected-torch.json"} {
		text, err := os.ReadFile(expected)
		if err != nil {
			t.Fatal(err)
		}
		var recorded struct{ Expected map[string][][]float64 }
		if err := json.Unmarshal(text, &recorded); err != nil {
			t.Fatal(err)
		}
		if len(recorded.Expected) < 4 {
			t.Fatalf("%s: %d files", expected, len(recorded.Expected))
		}
		for name, want := range recorded.Expected {
			if strings.HasSuffix(name, "dropout.weights.h5") {
				continue
			}
			if strings.Contains(expected, "torch") {
				softmax(want)
			}
			predictsReference(t, filepath.Join(filepath.Dir(expected), name), source.Test, want)
		}
	}
}

func predictsReference(t *testing.T, path string, test *data.Set, want [][]float64) {
	t.Helper()
	if strings.HasSuffix(path, ".safetensors") {
		path = filepath.Join("safetensors/testdata", filepath.Base(path))
	}
	m, err := Load(path)
	if err != nil {
		t.Error(err)
		return
	}
	for i := range want {
		got, err := m.Predict(test.Image(i))
		if err != nil {
			t.Fatal(err)
		}
		for j, p := range got {
			if math.Abs(float64(p)-want[i][j]) > 1e-6 {
				t.Errorf("%s: image %d, class %d: %v, want %v", path, i, j, p, want[i][j])
			}
		}
	}
}

func softmax(rows [][]float64) {
	for _, row := range rows {
		sum := 0.0
		for _, v := range row {
			sum += math.Exp(v)
		}
		for j, v := range row {
			row[j] = math.Exp(v) / sum
		}
	}
}

func TestLoadRefusesAWholeModule(t *testing.T) {
	if _, err := Load("pth/testdata/torch-whole-module.pth"); err == nil || !strings.Contains(err.Error(), "state_dict") {
		t.Errorf("got %v, want an error that says how to save a state dict", err)
	}
}
