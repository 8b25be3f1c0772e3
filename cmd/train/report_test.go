package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Each run has a report of its own, with its curves and its command, and all have
// one together, which leads to these.
func TestReportOfEachRun(t *testing.T) {
	folder, out := filepath.Join(t.TempDir(), "report"), filepath.Join(t.TempDir(), "m.safetensors")
	code, stdout, stderr := call(t, "-arch", "keras-dropout", "-optimizer", "nesterov", "-lr", "0.0625", "-epochs", "2", "-runs", "2", "-verbose", "0", "-data", dataFolder(t, 90), "-out", out, "-report", folder)
	if code != 0 || stderr != "" || strings.Count(stdout, "Report in ") != 2 || !strings.HasSuffix(stdout, "Report of all runs in "+filepath.Join(folder, "index.html")+"\n") {
		t.Fatalf("exit code %d, stdout %q, stderr %q", code, stdout, stderr)
	}
	all, err := os.ReadFile(filepath.Join(folder, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"keras-dropout on stripes, 2 runs", `href="seed1/index.html"`, `href="seed2/index.html"`, "-epochs 2 -runs 2", "1 to 2", "0.0625", "accuracy.svg", "val_loss"} {
		if !strings.Contains(string(all), want) {
			t.Errorf("the page of all runs lacks %q", want)
		}
	}
	for _, run := range []string{"seed1", "seed2"} {
		page, err := os.ReadFile(filepath.Join(folder, run, "index.html"))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"keras-dropout on stripes", "; validation from ", "-epochs 2 -runs 2", "2 of 2", "0.0625", "Optimizer</th>", "loss.png", "confusion.svg"} {
			if !strings.Contains(string(page), want) {
				t.Errorf("%s: the page lacks %q", run, want)
			}
		}
	}
}

// A folder that cannot be written is told before the data is even looked for.
func TestReportThatCannotBeWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := call(t, "-report", file, "-data", "nowhere", "-out", filepath.Join(t.TempDir(), "m.pth"))
	if code != 1 || stdout != "" || !strings.Contains(stderr, "report: cannot make folder "+file) || strings.Count(stderr, "\n") != 1 {
		t.Errorf("exit code %d, stdout %q, stderr %q, want one line that names the folder", code, stdout, stderr)
	}
}
