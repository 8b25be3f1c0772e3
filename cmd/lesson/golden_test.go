package main

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"digits/graph/kernel"
	"digits/internal/stripes"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares a text with a file of testdata. The numbers in the file are
// right because other tests derive them; this one shows that nothing else changes.
func golden(t *testing.T, name, got string) {
	t.Helper()
	if kernel.ISA() == "portable" {
		t.Skip("plain Go differs in the last digits")
	}
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; go test ./cmd/lesson -update writes what is printed now:\n%s", path, got)
	}
}

// seconds are the times in a line of progress.
var seconds = regexp.MustCompile(`[0-9.]+m?s [0-9]+[mu]s/step`)

// The outputs of the chapters, whole. TestChapters, TestFormulas,
// TestRowFormulas, TestLearntSlope, TestLosses, TestHandOptimizers, TestHandSchedules, TestSigmoidNeuron, TestPath and
// TestClassicSurface say where their numbers come from.
func TestGolden(t *testing.T) {
	data := stripes.Folder(t, stripes.Set{Side: 6, Classes: 3, Train: 60, Test: 60})
	for name, args := range map[string][]string{
		"activations": {"activations"},
		"losses":      {"losses"},
		"neuron":      {"neuron"},
		"optimizers":  {"optimizers"},
		"descent":     {"descent"},
		"rosenbrock":  {"descent", "-surface", "rosenbrock", "-lr", "0.01"},
		"diverging":   {"descent", "-optimizer", "sgd", "-lr", "3", "-steps", "200"},
		"mnist":       {"mnist", "-data", data, "-epochs", "2", "-image", "4"},
	} {
		t.Run(name, func(t *testing.T) {
			code, stdout, stderr := call(args...)
			if code != 0 || stderr != "" {
				t.Fatalf("exit code %d, %q", code, stderr)
			}
			golden(t, name, seconds.ReplaceAllString(stdout, "TIME"))
		})
	}
}
