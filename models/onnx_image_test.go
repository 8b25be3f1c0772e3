package models

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"digits/graph"
)

// What both of PyTorch's exporters write of a network of images predicts as PyTorch does,
// and what is written of it again does, too. testdata/images.py made the files.
func TestONNXOfImages(t *testing.T) {
	text, err := os.ReadFile("testdata/images.json")
	if err != nil {
		t.Fatal(err)
	}
	var want struct{ Pixels, Answers [][]float64 }
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	check := func(path string) *Model {
		t.Helper()
		m, err := Load(path)
		if err != nil {
			t.Fatal(err)
		}
		for i, pixels := range want.Pixels {
			image := make([]byte, len(pixels))
			for k, v := range pixels {
				image[k] = byte(v)
			}
			got, err := m.Predict(image)
			if err != nil {
				t.Fatal(err)
			}
			for class, w := range want.Answers[i] {
				if math.Abs(float64(got[class])-w) > 1e-6 {
					t.Errorf("%s, image %d, class %d: got %v, want %v", path, i, class, got[class], w)
				}
			}
		}
		return m
	}
	for _, path := range []string{"testdata/images-old.onnx", "testdata/images-new.onnx"} {
		m, again := check(path), filepath.Join(t.TempDir(), "again.onnx")
		if err := m.Save(again); err != nil {
			t.Fatal(err)
		}
		check(again)
	}
}

// What is written of the recipes of images is read as it was: layer by layer, to the bit.
func TestONNXOfConvolutions(t *testing.T) {
	for _, r := range []Recipe{KerasConv, TorchConv} {
		m := mustNew(t, r)
		path := filepath.Join(t.TempDir(), "m.onnx")
		if err := m.Save(path); err != nil {
			t.Fatal(err)
		}
		back, err := Load(path)
		if err != nil {
			t.Fatal(err)
		}
		var kinds, wanted []string
		for _, l := range m.Layers {
			if _, drops := l.(graph.Dropout); !drops {
				wanted = append(wanted, graph.Kind(l))
			}
		}
		for _, l := range back.Layers {
			kinds = append(kinds, graph.Kind(l))
		}
		for image := range slices.Chunk(images(3), 784) {
			want, err1 := m.Predict(image)
			got, err2 := back.Predict(image)
			if err1 != nil || err2 != nil {
				t.Fatal(err1, err2)
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%s: got %v, want %v", r.Name, got, want)
			}
		}
		if !slices.Equal(kinds, wanted) {
			t.Errorf("%s: got the layers %v, want %v", r.Name, kinds, wanted)
		}
	}
}

// Means of whole channels are written as a pool of windows that large, and read again.
func TestONNXOfGlobalPool(t *testing.T) {
	m := mustNew(t, Recipe{Name: "global", Loss: graph.SparseCategoricalCrossentropy{}, Layers: graph.Sequential{
		graph.Conv2D{Filters: 3, Size: [2]int{3, 3}, Activation: graph.ReLU},
		graph.GlobalAveragePool2D{},
		graph.Dense{Units: graph.Classes, Activation: graph.Softmax},
	}})
	path := filepath.Join(t.TempDir(), "m.onnx")
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	back, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	want, err1 := m.Predict(images(1))
	got, err2 := back.Predict(images(1))
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	for i := range want {
		if math.Abs(float64(got[i]-want[i])) > 1e-6 {
			t.Errorf("class %d: got %v, want %v", i, got[i], want[i])
		}
	}
}
