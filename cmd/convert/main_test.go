package main

import (
	"bytes"
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"digits/internal/command"
	"digits/models"
)

func call(args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = command.Run(context.Background(), "convert", convert, args, &out, &errs)
	return code, out.String(), errs.String()
}

// A model of 6x6 images goes through every format and comes back to the byte,
// but for what the others have no place for.
func TestConvert(t *testing.T) {
	t.Chdir(t.TempDir())
	m, err := models.New(models.KerasSmall, 6, 6, 3, 1)
	if err != nil {
		t.Fatal(err)
	}
	m.Seed = 0 // as one that came from elsewhere
	if err := m.Save("m.safetensors"); err != nil {
		t.Fatal(err)
	}
	want, err := m.Predict(make([]byte, 36))
	if err != nil {
		t.Fatal(err)
	}
	from := "m.safetensors"
	for _, to := range []string{"m.h5", "m.pth", "m.keras", "m.weights.h5", "back.safetensors"} {
		code, stdout, stderr := call(from, to)
		if code != 0 || !strings.Contains(stdout, "Saved "+to+": keras-small, ") {
			t.Fatalf("%s to %s: exit code %d, %q, %q", from, to, code, stdout, stderr)
		}
		if assumed := strings.Contains(stdout, "Assumed scale unit"); assumed != (from != "m.safetensors") {
			t.Errorf("%s to %s: %q", from, to, stdout)
		}
		from = to
	}
	back, err := models.Load(from)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := back.Predict(make([]byte, 36)); err != nil || !slices.Equal(got, want) {
		t.Errorf("predicts %v, %v, want %v", got, err, want)
	}
	for _, args := range [][]string{{"-raw", from, "m.onnx"}, {from, "m.onnx", "-raw"}, {from, "-scale", "signed", "m.onnx"}} {
		if code, stdout, stderr := call(args...); code != 0 {
			t.Errorf("%v: %q, %q", args, stdout, stderr)
		}
	}
}

func TestHelp(t *testing.T) {
	code, stdout, stderr := call("-h")
	if code != 0 || stderr != "" {
		t.Errorf("exit code %d, %q", code, stderr)
	}
	for _, want := range append(models.Extensions(), "\n  -arch", "\n  -scale", "\n  -raw") {
		if !strings.Contains(stdout, want) {
			t.Errorf("the help lacks %s", want)
		}
	}
}

func TestWrongCalls(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("text", []byte("no model"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		code int
		want string
		args []string
	}{
		{2, "got 1 files", []string{"a.h5"}},
		{2, "got 3 files", []string{"a.h5", "b.h5", "c.h5"}},
		{2, ".weights.h5", []string{"a.h5", "b.xyz"}},
		{2, `"resnet"`, []string{"a.h5", "b.h5", "-arch", "resnet"}},
		{2, `"none"`, []string{"a.h5", "b.h5", "-scale", "none"}},
		{2, "-raw", []string{"a.h5", "b.h5", "-raw"}},
		{2, "-speed", []string{"a.h5", "b.h5", "-speed"}},
		{1, "missing.h5: no such file", []string{"missing.h5", "b.h5"}},
		{1, "not a model file", []string{"text", "b.h5"}},
		{1, "no folder no", []string{"text", "no/b.h5"}},
	} {
		code, stdout, stderr := call(c.args...)
		if code != c.code || stdout != "" || !strings.Contains(stderr, c.want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%v: exit code %d, want %d; stdout %q; stderr %q, want one line with %q", c.args, code, c.code, stdout, stderr, c.want)
		}
	}
}
