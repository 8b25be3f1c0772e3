package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"digits/data"
	"digits/graph"
	"digits/internal/command"
	"digits/internal/stripes"
	"digits/models"
)

// dataFolder writes a made-up data set of side x side images of 3 classes.
func dataFolder(t *testing.T, side, examples int) string {
	t.Helper()
	return stripes.Folder(t, stripes.Set{Side: side, Classes: 3, Train: examples, Test: examples})
}

// model saves a network for 6x6 images in that form.
func model(t *testing.T, extension string) string {
	t.Helper()
	recipe := models.Keras
	recipe.Layers = graph.Sequential{graph.Dense{Units: 8, Activation: graph.ReLU}, graph.Dense{Units: 3, Activation: graph.Softmax}}
	m, err := models.New(recipe, 6, 6, 3, 1)
	if err != nil {
		t.Fatal(err)
	}
	m.Last = map[string]string{"epoch": "7", "loss": "0.125"}
	path := filepath.Join(t.TempDir(), "model"+extension)
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func call(args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = command.Run(context.Background(), "evaluate", evaluate, args, &out, &errs)
	return code, out.String(), errs.String()
}

func TestText(t *testing.T) {
	code, stdout, stderr := call(model(t, ".safetensors"), "-data", dataFolder(t, 6, 33))
	if code != 0 || stderr != "" || strings.ContainsAny(stdout, "\x1b\r") {
		t.Fatalf("exit code %d, stdout %q, stderr %q", code, stdout, stderr)
	}
	for _, want := range []string{"images of 36 pixels, 3 classes, scale unit", "33 test images of stripes", "Loss ", " (standard error)", "precision", "weighted", "true\\predicted", "\n   2 "} {
		if !strings.Contains(stdout, want) {
			t.Errorf("the output lacks %q:\n%s", want, stdout)
		}
	}
}

// Every form that can be read says the same of the same weights. Loss and
// accuracy come from the evaluation program, the matrix from the prediction's.
func TestJSONOfEveryForm(t *testing.T) {
	folder := dataFolder(t, 6, 33)
	var first line
	for i, extension := range []string{".safetensors", ".h5", ".weights.h5", ".keras", ".pth"} {
		code, stdout, stderr := call("-json", "-scale", "unit", "-data", folder, model(t, extension))
		var got line
		if err := json.Unmarshal([]byte(stdout), &got); code != 0 || err != nil {
			t.Fatalf("%s: exit code %d, %v: stdout %q, stderr %q", extension, code, err, stdout, stderr)
		}
		right := got.Confusion.Correct()
		if got.Examples != 33 || got.Confusion.Examples() != 33 || math.Abs(got.Accuracy-float64(right)/33) > 1e-12 || right == 33 || got.Loss <= 0 {
			t.Errorf("%s: got %+v", extension, got)
		}
		if i == 0 {
			first = got
		} else if math.Abs(float64(got.Loss-first.Loss)) > 1e-6 || got.Accuracy != first.Accuracy || len(got.Worst) != len(first.Worst) {
			t.Errorf("%s: loss %v, accuracy %v, .safetensors has %v, %v", extension, got.Loss, got.Accuracy, first.Loss, first.Accuracy)
		}
	}
}

func TestReport(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "report")
	code, stdout, stderr := call(model(t, ".safetensors"), "-report", folder, "-data", dataFolder(t, 6, 33))
	page, err := os.ReadFile(filepath.Join(folder, "index.html"))
	if code != 0 || err != nil || !strings.Contains(stdout, "Report in "+filepath.Join(folder, "index.html")) {
		t.Fatalf("exit code %d, %v, stdout %q, stderr %q", code, err, stdout, stderr)
	}
	for _, want := range []string{"keras on stripes", "last loss</th><td>0.125<", "33 test images of 6x6 pixels"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

func TestWrongCalls(t *testing.T) {
	good, folder := model(t, ".safetensors"), dataFolder(t, 6, 33)
	other, empty := dataFolder(t, 5, 9), dataFolder(t, 6, 0)
	noModel := filepath.Join(folder, "t10k-labels-idx1-ubyte")
	for _, c := range []struct {
		code int
		want string
		args []string
	}{
		{2, "got 0 files", nil},
		{2, "got 2 files", []string{good, good}},
		{2, `"resnet"`, []string{good, "-arch", "resnet"}},
		{2, `"huge"`, []string{good, "-scale", "huge"}},
		{1, "nowhere.pth", []string{"nowhere.pth"}},
		{1, noModel, []string{noModel, "-data", folder}},
		{1, "nowhere", []string{good, "-data", "nowhere"}},
		{1, "5x5 images", []string{good, "-data", other}},
		{1, "train-images-idx3-ubyte: inconsistent data set: shape is [0 6 6]", []string{good, "-data", empty}},
		{1, good, []string{good, "-data", folder, "-report", good}},
	} {
		code, stdout, stderr := call(c.args...)
		if code != c.code || stdout != "" || !strings.Contains(stderr, c.want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%v: exit code %d, want %d; stdout %q; stderr %q, want one line with %q", c.args, code, c.code, stdout, stderr, c.want)
		}
	}
}

func TestHelpAndInterrupt(t *testing.T) {
	if code, stdout, stderr := call("-h"); code != 0 || stderr != "" || !strings.Contains(stdout, "\n  -report") {
		t.Errorf("-h: exit code %d, stdout %q, stderr %q", code, stdout, stderr)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	args := []string{model(t, ".pth"), "-data", dataFolder(t, 6, 33)}
	if code := command.Run(ctx, "evaluate", evaluate, args, io.Discard, io.Discard); code != command.ExitInterrupted {
		t.Errorf("interrupted: exit code %d", code)
	}
}

// A model that says what it was trained on is told from one that was trained on this.
func TestOtherData(t *testing.T) {
	folder := dataFolder(t, 6, 33)
	source, err := data.Open(folder, data.Options{})
	if err != nil {
		t.Fatal(err)
	}
	m, err := models.Load(model(t, ".safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "m.safetensors")
	for sum, other := range map[string]bool{data.SHA256(source.Train, source.Test): false, strings.Repeat("0", 64): true} {
		m.Run = &models.Run{Data: sum}
		if err := m.Save(path); err != nil {
			t.Fatal(err)
		}
		if _, stdout, stderr := call(path, "-data", folder); strings.Contains(stdout, "another data set") != other {
			t.Errorf("trained on %.9s…: %q, %q", sum, stdout, stderr)
		}
	}
}
