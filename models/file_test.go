package models

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"digits/graph"
	"digits/models/safetensors"
	"digits/models/weights"
)

func TestSaveAndLoad(t *testing.T) {
	folder := t.TempDir()
	for _, r := range Recipes() {
		m := mustNew(t, r)
		m.Last = map[string]string{"epoch": "5", "loss": "0.125"}
		path := filepath.Join(folder, r.Name+".safetensors")
		if err := m.Save(path); err != nil {
			t.Fatal(err)
		}
		first, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		loaded, err := Load(path)
		if err != nil {
			t.Fatal(err)
		}
		if loaded.Recipe != r.Name || loaded.Scale != r.Scale || loaded.Seed != 3 || loaded.Classes != 10 ||
			loaded.Loss != r.Loss || !slices.Equal(loaded.Input, m.Input) || loaded.Last["loss"] != "0.125" {
			t.Errorf("%s comes back as %+v", r.Name, loaded)
		}
		want, err := m.Predict(images(3))
		if err != nil {
			t.Fatal(err)
		}
		got, err := loaded.Predict(images(3))
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s predicts %v, %v after loading, before it %v", r.Name, got, err, want)
		}
		if err := loaded.Save(path); err != nil {
			t.Fatal(err)
		}
		if second, err := os.ReadFile(path); err != nil || !bytes.Equal(first, second) {
			t.Errorf("%s: saved again the file differs (%v)", r.Name, err)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	folder := t.TempDir()
	write := func(name string, arrays []weights.Array, meta map[string]string) string {
		var b bytes.Buffer
		if err := safetensors.Write(&b, arrays, meta); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	meta := func(change map[string]string) map[string]string {
		m := map[string]string{
			"format": "digits 1", "recipe": "x", "scale": "unit", "loss": "sparse_categorical_crossentropy", "seed": "1", "history": "null",
			"input": "[2]", "layers": `[{"class_name":"Dense","config":{"units":3}}]`,
		}
		for k, v := range change {
			m[k] = v
		}
		return m
	}
	kernel := weights.Array{Name: "dense/kernel", Shape: []int{2, 3}, Values: make([]float32, 6)}
	bias := weights.Array{Name: "dense/bias", Shape: []int{3}, Values: make([]float32, 3)}
	good := []weights.Array{bias, kernel}
	if m, err := Load(write("good", good, meta(nil))); err != nil || m.Classes != 3 {
		t.Fatalf("the file that all others spoil is refused: %v", err)
	}
	text := filepath.Join(folder, "text")
	if err := os.WriteFile(text, []byte("no model at all"), 0o644); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		text:                             "not a model file",
		folder:                           "a folder",
		os.DevNull:                       "a device",
		filepath.Join(folder, "missing"): "no such file",
		write("order", []weights.Array{kernel, {Name: "dense_1/kernel", Shape: []int{2, 3}, Values: make([]float32, 6)}}, nil): "follow",
		write("alien", []weights.Array{{Name: "conv.weight", Shape: []int{1, 1, 3, 3}, Values: make([]float32, 9)}}, nil):      `weights of convolutions alone, conv.weight [1 1 3 3]`,
		write("few", good[:1], meta(nil)): "dense/kernel",
		write("many", append(good, weights.Array{Name: "w", Shape: []int{1}, Values: []float32{1}}), meta(nil)):               "w",
		write("shape", []weights.Array{kernel, {Name: "dense/bias", Shape: []int{2}, Values: make([]float32, 2)}}, meta(nil)): "dense/bias",
		write("scale", good, meta(map[string]string{"scale": "none"})):                                                        "unit",
		write("seed", good, meta(map[string]string{"seed": "-1"})):                                                            "seed",
		write("loss", good, meta(map[string]string{"loss": "mea"})):                                                           "loss",
		write("input", good, meta(map[string]string{"input": "[1000000,1000000]"})):                                           "input",
		write("wide", good, meta(map[string]string{"layers": `[{"class_name":"Dense","config":{"units":1000000000}}]`})):      "dense/kernel",
		write("class", good, meta(map[string]string{"layers": `[{"class_name":"Lambda","config":{}}]`})):                      "Lambda",
		write("layers", good, meta(map[string]string{"layers": `{`})):                                                         "layers",
		write("none", good, meta(map[string]string{"layers": `[]`})):                                                          "no layers",
		write("rate", good, meta(map[string]string{"layers": `[{"class_name":"Dropout","config":{"rate":7}}]`})):              "rate",
	} {
		_, err := Load(path)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, want one line with %q", filepath.Base(path), err, want)
		}
	}
}

// A .keras file that was cut says so.
func TestCutArchive(t *testing.T) {
	var b bytes.Buffer
	if err := mustNew(t, KerasSmall).Write(&b, ".keras"); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(b.Bytes()[:b.Len()/2]); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "zip: not a valid zip file, as if the file was cut") {
		t.Errorf("got %v", err)
	}
}

func TestSaveRefuses(t *testing.T) {
	m := mustNew(t, KerasSmall)
	if err := m.Save(filepath.Join(t.TempDir(), "model.xyz")); err == nil {
		t.Error("an unknown ending passes")
	}
	if err := m.Save(filepath.Join(t.TempDir(), "no", "model.safetensors")); err == nil {
		t.Error("a folder that does not exist passes")
	}
	m.Layers = append(slices.Clone(m.Layers), graph.Func(nil))
	if err := m.Save(filepath.Join(t.TempDir(), "model.safetensors")); err == nil || !strings.Contains(err.Error(), "graph: func: ") {
		t.Errorf("got %v, want an error that names the layer that cannot be saved", err)
	}
}
