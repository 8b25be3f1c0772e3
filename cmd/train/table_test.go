package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"digits/models"
)

// testdata is the path of a file of the package data.
func testdata(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs("../../data/testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// A table of classes, then one of numbers: what is learnt is far better than a guess, and
// the file has all of it.
func TestTables(t *testing.T) {
	folder := t.TempDir()
	line := filepath.Join(folder, "line.csv")
	rows := "a,b,target\n"
	for i := range 200 {
		x, y := float64(i%20)*50, float64(i/20)/1000
		rows += fmt.Sprintf("%v,%v,%v\n", x, y, 1000+3*x+200000*y)
	}
	if err := os.WriteFile(line, []byte(rows), 0o644); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(folder, "m.safetensors")
	args := []string{"-arch", "mlp", "-units", "16", "-epochs", "60", "-lr", "0.01", "-verbose", "0", "-out", out, "-data"}
	for _, c := range []struct {
		args []string
		from float64
		read string
	}{
		{[]string{testdata(t, "iris.csv")}, 0.85, "test accuracy %f"},
		{[]string{line, "-regression"}, 0.95, "r2: %f"},
	} {
		code, stdout, stderr := call(t, append(args, c.args...)...)
		var got float64
		if at := strings.Index(stdout, strings.TrimSuffix(c.read, "%f")); at >= 0 {
			fmt.Sscanf(stdout[at:], c.read, &got)
		}
		if code != 0 || got < c.from || got > 1 || !strings.Contains(stdout, " rows)") {
			t.Errorf("%v: exit code %d, %q, %q, want %v or more of %q", c.args, code, stdout, stderr, c.from, c.read)
		}
	}
	m, err := models.Load(out)
	if err != nil {
		t.Fatal(err)
	}
	z, err := m.PredictValues([]float32{500, 0.005})
	if err != nil || len(m.Assumed) > 0 || z[0] < 3200 || z[0] > 3800 {
		t.Errorf("of 500 and .005 it predicts %v, %v, want about 3500; assumed %q", z, err, m.Assumed)
	}
}

// What makes no sense of a table is said before the first step.
func TestTablesRefuse(t *testing.T) {
	diabetes := testdata(t, "diabetes.csv")
	for want, args := range map[string][]string{
		"-regression says so":  {"-data", diabetes},
		"has no classes":       {"-data", diabetes, "-regression", "-report", filepath.Join(t.TempDir(), "r")},
		"has numbers to predi": {"-data", diabetes, "-regression", "-loss", "categorical_crossentropy"},
	} {
		if code, _, stderr := call(t, append(args, "-arch", "mlp", "-verbose", "0", "-out", filepath.Join(t.TempDir(), "m.safetensors"))...); code != 1 || !strings.Contains(stderr, want) {
			t.Errorf("%v: exit code %d, %q, want %q", args, code, stderr, want)
		}
	}
}
