package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"digits/data"
	"digits/graph"
	"digits/internal/command"
	"digits/internal/stripes"
	"digits/models"
	"digits/models/pth"
	"digits/optim"
	"digits/train"
)

// A model that was trained on another scaling than the one that a .pth is taken for is
// told so by the data, with the flag that mends it, and not once it is given.
func TestScaleThatFits(t *testing.T) {
	folder := stripes.Folder(t, stripes.Set{Side: 6, Classes: 3, Train: 300, Test: 300})
	source, err := (&command.Data{Path: folder}).Images(t.Output())
	if err != nil {
		t.Fatal(err)
	}
	recipe := models.Keras
	recipe.Layers = graph.Sequential{graph.Dense{Units: 16, Activation: graph.ReLU}, graph.Dense{Units: 3, Activation: graph.Softmax}}
	recipe.Scale = data.Raw
	m, err := models.New(recipe, 6, 6, 3, 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := train.Fit(context.Background(), m, source.Train, train.Config{Epochs: 8, Batch: 20, Optimizer: &optim.Adam{LearningRate: 0.003}}); err != nil {
		t.Fatal(err)
	}
	// A network that answers otherwise for pixels 255 times as small: the biases decide.
	copy(m.Params.Get("dense_1/bias").Float32s(), []float32{3, 0, -3})
	path := filepath.Join(t.TempDir(), "model.pth")
	writeStateDict(t, path, m)
	_, out, errs := call(path, "-data", folder)
	if !strings.Contains(out, "The scaling raw fits better: accuracy ") || !strings.Contains(out, "on 300 examples: -scale raw\n") || !strings.Contains(out, "Assumed scale ") {
		t.Errorf("got %s %s", out, errs)
	}
	var l line
	_, out, _ = call(path, "-data", folder, "-json")
	if err := json.Unmarshal([]byte(out), &l); err != nil || l.Better == nil || l.Better.Scale != "raw" || l.Better.Assumed != l.Accuracy || len(l.Assumed) == 0 {
		t.Errorf("got %s, %v", out, err)
	}
	accuracy := l.Better.Accuracy
	_, out, _ = call(path, "-data", folder, "-json", "-scale", "raw")
	l = line{}
	if err := json.Unmarshal([]byte(out), &l); err != nil || l.Better != nil || l.Accuracy != accuracy {
		t.Errorf("with -scale: got %s, %v, want accuracy %v", out, err, accuracy)
	}
	// The guess goes along into our own format, until it is said.
	ours := filepath.Join(t.TempDir(), "model.safetensors")
	guessed, err := models.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := guessed.Save(ours); err != nil {
		t.Fatal(err)
	}
	if _, out, _ = call(ours, "-data", folder); !strings.Contains(out, "Assumed scale ") || !strings.Contains(out, "-scale raw") {
		t.Errorf("converted: got %s", out)
	}
	if _, out, _ = call(ours, "-data", folder, "-scale", "raw"); strings.Contains(out, "Assumed scale ") {
		t.Errorf("converted, with -scale: got %s", out)
	}
}

// Of an autoencoder the loss is printed, by its name, and no accuracy.
func TestWithoutClasses(t *testing.T) {
	recipe := models.Recipe{
		Name: "code", Layers: graph.Sequential{graph.Dense{Units: 4, Activation: graph.ReLU}, graph.Dense{Units: 36, Activation: graph.Sigmoid}},
		Loss: graph.MeanSquaredError, Targets: models.InputTargets,
	}
	m, err := models.New(recipe, 6, 6, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "model.safetensors")
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	folder := dataFolder(t, 6, 33)
	code, out, errs := call(path, "-data", folder)
	if code != 0 || !strings.Contains(out, " (mean_squared_error)\n") || !strings.Contains(out, "no classes, 36 outputs") || strings.Contains(out, "accuracy") {
		t.Errorf("exit code %d: %s %s", code, out, errs)
	}
	code, out, _ = call(path, "-data", folder, "-json")
	var l map[string]any
	if err := json.Unmarshal([]byte(out), &l); code != 0 || err != nil || l["accuracy"] != nil || l["loss"].(float64) <= 0 {
		t.Errorf("exit code %d: %s", code, out)
	}
	if code, _, errs := call(path, "-data", folder, "-report", t.TempDir()); code != 1 || !strings.Contains(errs, "no classes") {
		t.Errorf("-report: exit code %d, %s", code, errs)
	}
}

// writeStateDict writes a model's weights as PyTorch's own torch.save does, which says
// nothing of the scaling.
func writeStateDict(t *testing.T, path string, m *models.Model) {
	t.Helper()
	var b bytes.Buffer
	if err := m.Write(&b, ".pth"); err != nil {
		t.Fatal(err)
	}
	file, err := pth.Read(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	b.Reset()
	if err := pth.Write(&b, file.Arrays); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
