package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"digits/data"
	"digits/internal/command"
	"digits/models"
	"digits/models/seal"
)

func call(args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = command.Run(context.Background(), "inspect", inspect, args, &out, &errs)
	return code, out.String(), errs.String()
}

// The files were saved by Keras and PyTorch: ../../models/*/testdata say how.
// keras3-dropout has 784·12+12 + 12·12 + 12·10+10 = 9694 values.
func TestInspect(t *testing.T) {
	for file, want := range map[string][]string{
		"h5/testdata/keras3-dropout.h5": {
			"Keras .h5 (model) of Keras 3.15.1, no checksum in it\n", "(12, 12)", "5 arrays, 9694 values", `"class_name": "Dropout"`, "optimizer's state",
			"A model: 784-12-12-10, input (28, 28), 10 classes, scale unit", "Assumed scale unit",
		},
		"h5/testdata/keras3-bfloat16.h5":               {"bfloat16", "A model: "},
		"h5/testdata/keras2-small.weights.h5":          {".weights.h5", "Assumed 784-", "ReLU"},
		"h5/testdata/keras3-functional.h5":             {"beta/", "A model: 12-5-2, input (4, 3)"},
		"pth/testdata/torch-checkpoint.pth":            {"under model_state_dict, checksum right", "fc1.weight", "(16, 784)", "optimizer's state", "scale signed"},
		"safetensors/testdata/torch-named.safetensors": {"safetensors", "fc3.bias", "(10)", "Assumed 784-16-12-10"},
	} {
		code, stdout, stderr := call(filepath.Join("../../models", file))
		if code != 0 || stderr != "" {
			t.Errorf("%s: exit code %d, %q", file, code, stderr)
		}
		for _, w := range want {
			if !strings.Contains(stdout, w) {
				t.Errorf("%s: the output lacks %q:\n%s", file, w, stdout)
			}
		}
	}
}

// A file of ours has a checksum, which damage makes wrong.
func TestChecksum(t *testing.T) {
	m, err := models.New(models.KerasSmall, 4, 4, 2, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, ending := range []string{".safetensors", ".h5", ".weights.h5", ".keras", ".pth"} {
		path := filepath.Join(t.TempDir(), "model"+ending)
		if err := m.Save(path); err != nil {
			t.Fatal(err)
		}
		if code, stdout, stderr := call(path); code != 0 || !strings.Contains(stdout, ", checksum right\n") || strings.Contains(stdout, seal.Name) {
			t.Errorf("%s: exit code %d, %q, %q", ending, code, stderr, stdout)
		}
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		weight := binary.LittleEndian.AppendUint32(nil, math.Float32bits(m.Weights()[0].Values[0]))
		content[bytes.Index(content, weight)] ^= 1
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
		if code, stdout, stderr := call(path); code != 1 || stdout != "" || !strings.Contains(stderr, "checksum") {
			t.Errorf("%s, damaged: exit code %d, %q", ending, code, stderr)
		}
	}
}

func TestCalls(t *testing.T) {
	folder := t.TempDir()
	text := filepath.Join(folder, "text")
	if err := os.WriteFile(text, []byte("no model"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		code int
		want string
		args []string
	}{
		{2, "got 0 files", nil},
		{2, "got 2 files", []string{text, text}},
		{2, "-speed", []string{"-speed", text}},
		{1, "not a model file", []string{text}},
		{1, "no such file", []string{filepath.Join(folder, "missing")}},
		{1, "a folder", []string{folder}},
	} {
		code, stdout, stderr := call(c.args...)
		if code != c.code || stdout != "" || !strings.Contains(stderr, c.want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%v: exit code %d, want %d; stdout %q; stderr %q, want one line with %q", c.args, code, c.code, stdout, stderr, c.want)
		}
	}
	if code, stdout, _ := call("-h"); code != 0 || !strings.Contains(stdout, "go run ./cmd/inspect FILE") {
		t.Errorf("-h: exit code %d, %q", code, stdout)
	}
}

// The command line stands there, and steers no terminal.
func TestRun(t *testing.T) {
	m, err := models.New(models.KerasSmall, 4, 4, 2, 1)
	if err != nil {
		t.Fatal(err)
	}
	m.Run = &models.Run{Flags: []string{"arch=mlp", "label=a b", "regression=true", "units=1\x1b[2J"}, Data: "12", From: "34", Optimizer: "Adam", Batch: 5}
	path := filepath.Join(t.TempDir(), "model.h5")
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	_, stdout, _ := call(path)
	for _, want := range []string{`go run ./cmd/train -arch mlp -label 'a b' -regression -units `, " -data PATH -out again.h5", "SHA-256 12,", "SHA-256 34", "batch 5,"} {
		if !strings.Contains(stdout, want) || strings.Contains(stdout, "\x1b") {
			t.Errorf("the output lacks %q:\n%q", want, stdout)
		}
	}
	m.Run = &models.Run{Data: data.MNISTSum}
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	if _, stdout, _ := call(path); !strings.Contains(stdout, "on MNIST") || strings.Contains(stdout, "-data") {
		t.Errorf("of MNIST: %q", stdout)
	}
}
