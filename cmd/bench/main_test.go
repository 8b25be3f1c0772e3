package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"digits/internal/command"
	"digits/internal/stripes"
	"digits/models"
)

// dataFolder writes a made-up data set of 28x28 images of 10 classes.
func dataFolder(t *testing.T) string {
	t.Helper()
	return stripes.Folder(t, stripes.Set{Side: 28, Classes: 10, Train: 70, Test: 20})
}

func call(args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = command.Run(context.Background(), "bench", bench, args, &out, &errs)
	return code, out.String(), errs.String()
}

func TestReport(t *testing.T) {
	code, stdout, stderr := call("-data", dataFolder(t), "-epochs", "1", "-warmup", "0")
	if code != 0 || stderr != "" {
		t.Fatalf("exit code %d, stderr %q", code, stderr)
	}
	for _, w := range []string{"Peak ", " GB/s", "torch: 784-128-64-10, batch 64\n", "keras-lesson: 784-800-400-10, batch 128\n", "gemm backward", "instructions"} {
		if !strings.Contains(stdout, w) {
			t.Errorf("the output lacks %q:\n%s", w, stdout)
		}
	}
}

// The fields are those that bench/README.md lists for every program.
func TestJSON(t *testing.T) {
	folder := dataFolder(t)
	common := []string{"--json", "--network=784-8-10", "--batch=32", "--dropout=0.2", "--low=-1", "--one-hot", "--threads=1", "--data", folder}
	for _, c := range []struct{ args, fields []string }{
		{[]string{"--epochs=2", "--warmup=1"}, []string{"epochs", "seconds_per_epoch", "seconds_per_epoch_best", "test_accuracy"}},
		{[]string{"--predict"}, []string{"microseconds_one_image", "milliseconds_10000_images"}},
	} {
		code, stdout, stderr := call(append(slices.Clone(common), c.args...)...)
		var got map[string]any
		if err := json.Unmarshal([]byte(stdout), &got); code != 0 || err != nil {
			t.Fatalf("exit code %d, %v: stdout %q, stderr %q", code, err, stdout, stderr)
		}
		for _, f := range append(c.fields, "peer", "mode", "compile_seconds", "peak_rss_mb") {
			if _, ok := got[f]; !ok {
				t.Errorf("%v: no field %s in %s", c.args, f, stdout)
			}
		}
		if got["network"] != "784-8-10" || got["batch"] != 32. || got["dropout"] != .2 || got["threads"] != 1. {
			t.Errorf("%v: got %s", c.args, stdout)
		}
	}
}

func TestSizes(t *testing.T) {
	folder := t.TempDir()
	code, stdout, stderr := call("-sizes", "-plot", folder, "-data", dataFolder(t), "-epochs", "1", "-warmup", "0")
	if code != 0 || strings.Count(stdout, "784-2048-2048-10, batch 128\n") != 2 {
		t.Errorf("exit code %d, stdout %q, stderr %q", code, stdout, stderr)
	}
	svg, err := os.ReadFile(filepath.Join(folder, "sizes.svg"))
	if err != nil || !bytes.Contains(svg, []byte("784-1024-1024-10")) {
		t.Errorf("the plot does not name a network of the series: %v", err)
	}
	png, err := os.ReadFile(filepath.Join(folder, "sizes.png"))
	if err != nil || !bytes.HasPrefix(png, []byte("\x89PNG")) {
		t.Errorf("no PNG: %v", err)
	}
}

// Keras' network has 784·512 + 512·10 weights in its kernels. An epoch makes 2
// products with the first and 3 with the second, 2 operations each: with 60,000
// images 98.2e9; with a quarter of the pixels and half of the hidden layer that much of the parts.
func TestFlops(t *testing.T) {
	w := recipeWorkload(models.Keras)
	const first, second = 2. * 2 * 60000 * 784 * 512, 2. * 3 * 60000 * 512 * 10
	if got := w.flops(60000, nil); got != first+second {
		t.Errorf("got %v, want %v", got, first+second)
	}
	if got := w.flops(60000, []float64{.25, .5}); got != first/4+second/2 {
		t.Errorf("a quarter of the pixels, half of the hidden layer: got %v, want %v", got, first/4+second/2)
	}
	if got := w.weights(); got != 407050 { // Keras' summary of it says so
		t.Errorf("got %d weights, want 407050", got)
	}
}

// By hand: two whole runs of 10 and 12, two by operations of 5 + 2 and 6 + 2, so
// the tape takes 11 - 7.5; steps take 1 + 11 + 3 of an epoch's 20 each.
func TestParts(t *testing.T) {
	s := stepper{samples: map[string][]float64{
		wholeTape: {12, 10}, "gemm forward": {5, 6}, "loss": {2, 2}, allOperations: {7, 8}, batchPart: {1, 1}, optimizerPart: {3, 3},
	}}
	parts := s.parts(20)
	if parts[tapePart] != 3.5 || parts[loopPart] != 5 || parts["gemm forward"] != 5.5 {
		t.Errorf("got %v", parts)
	}
}

func TestWrongCalls(t *testing.T) {
	for _, c := range []struct {
		code int
		want string
		args []string
	}{
		{2, `"resnet"`, []string{"-arch", "resnet"}},
		{2, `"784-x-10"`, []string{"-network", "784-x-10"}},
		{2, "784 first and 10 last", []string{"-network", "10-784"}},
		{2, "-batch: got 0", []string{"-batch", "0"}},
		{2, "-low: got 0.5", []string{"-low", "0.5"}},
		{2, "-dropout: got 1", []string{"-dropout", "1"}},
		{2, "-threads: got 0", []string{"-threads", "0"}},
		{2, "-plot", []string{"-plot", "."}},
		{2, "-plot", []string{"-plot", ".", "-sizes", "-products"}},
		{2, "one of -predict and -products", []string{"-predict", "-products"}},
		{2, "one of -arch, -network and -sizes", []string{"-arch", "keras", "-sizes"}},
		{2, `"torch"`, []string{"torch"}},
		{1, "nowhere", []string{"-data", "nowhere"}},
		{1, "no folder nowhere", []string{"-sizes", "-plot", "nowhere"}},
	} {
		code, stdout, stderr := call(c.args...)
		if code != c.code || stdout != "" || !strings.Contains(stderr, c.want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%v: exit code %d, want %d; stdout %q; stderr %q, want one line with %q", c.args, code, c.code, stdout, stderr, c.want)
		}
	}
}

func TestHelpAndInterrupt(t *testing.T) {
	if code, stdout, stderr := call("-h"); code != 0 || stderr != "" || !strings.Contains(stdout, "\n  -one-hot") {
		t.Errorf("-h: exit code %d, stdout %q, stderr %q", code, stdout, stderr)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if code := command.Run(ctx, "bench", bench, []string{"-data", dataFolder(t)}, io.Discard, io.Discard); code != command.ExitInterrupted {
		t.Errorf("interrupted: exit code %d", code)
	}
}
