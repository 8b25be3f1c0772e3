package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"digits/internal/command"
	"digits/internal/stripes"
)

// The test binary is the command itself where a test starts it as a process.
func TestMain(m *testing.M) {
	if os.Getenv("DIGITS_TEST_RUN") != "" {
		main()
	}
	os.Exit(m.Run())
}

// dataFolder writes a made-up data set of 6x6 images of 3 classes.
func dataFolder(t *testing.T, train int) string {
	t.Helper()
	return stripes.Folder(t, stripes.Set{Side: 6, Classes: 3, Train: train, Test: 60})
}

// call runs the command.
func call(args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = command.Run(context.Background(), "study", studies, args, &out, &errs)
	return code, out.String(), errs.String()
}

// only returns the one study's folder.
func only(t *testing.T, dir string) string {
	t.Helper()
	folders, err := os.ReadDir(dir)
	if err != nil || len(folders) != 1 {
		t.Fatalf("%s has %v, %v, want one study", dir, folders, err)
	}
	return filepath.Join(dir, folders[0].Name())
}

func read(t *testing.T, path ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A small grid end to end, then the same command again, which trains nothing, and
// the list and the table of it.
func TestGrid(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "studies")
	args := []string{"-dir", dir, "-data", dataFolder(t, 240), "-arch", "keras-small", "-units", "4,8", "-activation", "relu,tanh", "-runs", "2", "-epochs", "2", "-batch", "16"}
	code, out, errs := call(args...)
	if code != 0 || errs != "" {
		t.Fatalf("exit code %d, stderr %q", code, errs)
	}
	folder := only(t, dir)
	for _, want := range []string{
		"Study keras-small-", ": 4 settings, 2 epochs, 2 runs each; keras-small on stripes, optimizer adam, lr 0.001, batch 16; 40 examples validate\n",
		"\n[1/8] units ", "\n[8/8] units ", " after epoch 2 of 2, ", "\n#  units  activation     val_accuracy  parameters  seconds  runs  state\n1  ",
		"  2/2  finished\n", "\nThe best by validation: units ", "\nTest accuracy 0.", "(standard errors over 2 runs, 60 examples)\n",
		"go run ./cmd/evaluate " + filepath.Join(folder, "winner.safetensors") + " -data ", "settings.csv, trials.csv, records.jsonl, report/index.html\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the output lacks %q:\n%s", want, out)
		}
	}
	if strings.ContainsAny(out, "\r\x1b") {
		t.Errorf("control characters on a pipe: %q", out)
	}
	for file, lines := range map[string]int{"trials.csv": 9, "settings.csv": 5, "records.jsonl": 8} {
		if got := strings.Count(read(t, folder, file), "\n"); got != lines {
			t.Errorf("%s has %d lines, want %d", file, got, lines)
		}
	}
	if page := read(t, folder, "report", "index.html"); !strings.Contains(page, "parameters.svg") || strings.Contains(page, "learning-rate") {
		t.Error("the page should have a plot over parameters, and none over the one learning rate")
	}
	code, again, errs := call(args...)
	if code != 0 || errs != "" || strings.Contains(again, "[") || !strings.HasSuffix(out, again) {
		t.Errorf("started again: exit code %d, %q, %q, want the end of the first output alone", code, again, errs)
	}
	if code, list, _ := call("-list", "-dir", dir); code != 0 || !strings.Contains(list, filepath.Base(folder)+"     8/8         4    0.") || !strings.HasSuffix(list, "  done\n") {
		t.Errorf("-list: %d, %q", code, list)
	}
	if code, shown, errs := call("-show", filepath.Base(folder), "-dir", dir); code != 0 || !strings.HasPrefix(shown, again[:strings.Index(again, "Saved")]) {
		t.Errorf("-show: %d, %q, %q", code, shown, errs)
	}
}
