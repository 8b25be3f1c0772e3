package main

import (
	"bytes"
	"context"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"digits/internal/command"
	"digits/internal/stripes"
	"digits/optim"
)

func call(args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = command.Run(context.Background(), "lesson", teach, args, &out, &errs)
	return code, out.String(), errs.String()
}

// What each chapter must print. Neuron, from the lesson that is reimplemented:
// 7.2·0.42 - 5.8·0.15 = 2.154; 7.2·(-0.56) - 5.8·0.83 = -8.846;
// 0.93·2.154 + 0.02·(-8.846) = 1.8263; with ReLU 0.93·2.154 = 2.00322, and
// 2.0032198 in Keras' float32. Optimizers: the distance 2 halves in each step of
// 0.5, so -1 + 2/32 = -0.9375; 2·0.99²⁰ = 1.6358139, 2·0.9²⁰ = 0.2431533.
// Activations, Keras 3.15.1 in float64: sigmoid(-3) = 0.04742587, its derivative
// 0.04517666; tanh(0.5) = 0.46211716. Descent: Adam's first step has the size of
// the rate, 1 - 0.001 = 0.999. Losses: 2.0032198 - 0.34 = 1.6632198, its square
// 2.7663001; 1 + 0.2 - 0.7 = 0.5; -ln 0.7 = 0.3566749; 1.5³ and 3·1.5².
func TestChapters(t *testing.T) {
	for name, want := range map[string][]string{
		"neuron":      {"= 1.82630,", "linear   1.8263000  1.82629", "relu     2.0032200  2.0032198", "Total params: 6 ", "[0.42 -0.56 0.15 0.83]", "got shape [2]"},
		"activations": {"-3 0.0474259 0.0474259 0.0451767 0.0451767", "0.5 0.4621172 0.4621172 0.7864477 0.7864477"},
		"optimizers":  {"  -0.9375000  -0.9375000       0e+00", "lr 0.01: distance  1.6358139", "lr 1.9: distance   0.2431533", "nadam", "w2 after 16 steps  -1.0000000  -1.0000000"},
		"losses":      {"1.6632198  1.6632198", "2.7663001  2.7663001", "categorical_hinge               0.5000000  0.5000000", "categorical_crossentropy        0.3566749  0.3566749", "sparse_categorical_crossentropy 0.3566749 0.3566749", "3.3750000  3.3750000", "6.7500000  6.7500000"},
		"descent":     {"0     1.00000   1.00000  2.000e+00\n", "1     1.00000   0.99900", "6000  1.00000  -1.00000"},
	} {
		t.Run(name, func(t *testing.T) {
			folder := filepath.Join(t.TempDir(), "pictures")
			code, stdout, stderr := call(name, "-plot", folder)
			if code != 0 || stderr != "" {
				t.Fatalf("exit code %d, %q", code, stderr)
			}
			for _, w := range append(want, "Try next: ", "Picture: "+folder) {
				if !strings.Contains(squeezed(stdout), squeezed(w)) {
					t.Errorf("the output lacks %q:\n%s", w, stdout)
				}
			}
			files, err := os.ReadDir(folder)
			if err != nil || len(files) != 2*strings.Count(stdout, "Picture: ")+strings.Count(stdout, "Page that turns") {
				t.Errorf("got %d files, %v", len(files), err)
			}
		})
	}
}

// squeezed writes one blank for several: columns are as wide as they must be.
func squeezed(text string) string { return strings.Join(strings.Fields(text), " ") }

// By hand: sigmoid of h1 = 2.154, h2 = -8.846, then of 0.93·σ(h1) + 0.02·σ(h2).
func TestSigmoidNeuron(t *testing.T) {
	s := func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
	want := s(0.93*s(2.154) + 0.02*s(-8.846))
	if got := neuronByHand(sigmoid); math.Abs(got-want) > 1e-15 {
		t.Errorf("got %v, want %v", got, want)
	}
}

// Gradient descent on the bowl has a closed form: each distance from (1, -1) is
// multiplied by 1 - lr at each step.
func TestPath(t *testing.T) {
	path, err := pathOf(-1.2, 1.3, &optim.SGD{LearningRate: 0.1}, 30)
	if err != nil {
		t.Fatal(err)
	}
	for step, w := range path {
		shrunk := math.Pow(0.9, float64(step))
		if math.Abs(w[0]-(1-2.2*shrunk)) > 1e-6 || math.Abs(w[1]-(-1+2.3*shrunk)) > 1e-6 {
			t.Fatalf("step %d is at %v", step, w)
		}
	}
}

// Rosenbrock's function is 1·(1 + 1.2)² + 100·(1 - 1.44)² = 24.2 at its start
// (-1.2, 1), and its minimum is at (1, 1).
func TestClassicSurface(t *testing.T) {
	folder := t.TempDir()
	code, stdout, stderr := call("descent", "-surface", "rosenbrock", "-lr", "0.01", "-plot", folder)
	if code != 0 || stderr != "" {
		t.Fatalf("exit code %d, %q", code, stderr)
	}
	for _, w := range []string{"0 -1.2 1 2.420e+01", "6000 1 1 "} {
		if !strings.Contains(squeezed(stdout), w) {
			t.Errorf("the output lacks %q:\n%s", w, stdout)
		}
	}
	if _, err := os.Stat(filepath.Join(folder, "rosenbrock.html")); err != nil {
		t.Error(err)
	}
}

// mnist runs on a made-up set of stripes in 6x6 images, in files of MNIST's form.
func TestMNIST(t *testing.T) {
	folder := stripes.Folder(t, stripes.Set{Side: 6, Classes: 3, Train: 60, Test: 60})
	code, stdout, stderr := call("mnist", "-data", folder, "-epochs", "3", "-image", "4", "-verbose", "0")
	if code != 0 || stderr != "" {
		t.Fatalf("exit code %d, %q", code, stderr)
	}
	for _, w := range []string{"60 training images of 3 classes", "Test image 4:", "Arg max: 1\nTrue label: 1", "test accuracy "} {
		if !strings.Contains(stdout, w) {
			t.Errorf("the output lacks %q:\n%s", w, stdout)
		}
	}
	if strings.Contains(stdout, "Epoch") || strings.ContainsAny(stdout, "\r\x1b") {
		t.Errorf("got training or control characters: %q", stdout)
	}
	if _, stdout, _ := call("-data", folder, "-epochs", "1", "-image", "4", "mnist"); !strings.Contains(stdout, "Epoch 1/1") {
		t.Errorf("-verbose 1 lacks the epoch: %s", stdout)
	}
	if code, _, stderr := call("mnist", "-data", folder, "-image", "60"); code != 1 || !strings.Contains(stderr, "got 60, want 0 to 59") {
		t.Errorf("exit code %d, %q", code, stderr)
	}
}

func TestCalls(t *testing.T) {
	for _, c := range []struct {
		want string
		args []string
	}{
		{`got "neurons", want one chapter of neuron, `, []string{"neurons"}},
		{`got "neuron descent", want one`, []string{"neuron", "descent"}},
		{"-epochs: got it for neuron, but it is a flag of mnist", []string{"neuron", "-epochs", "1"}},
		{"-lr: got NaN", []string{"descent", "-lr", "nan"}},
		{"-steps: got 0", []string{"descent", "-steps", "0"}},
		{`-optimizer: got "sdg", want one of sgd`, []string{"descent", "-optimizer", "sdg"}},
		{`-surface: got "mexico", want one of lesson`, []string{"descent", "-surface", "mexico"}},
		{"-verbose: got 2", []string{"mnist", "-verbose", "2"}},
		{"-image: got -1", []string{"mnist", "-image", "-1"}},
		{"-epochs: got 0", []string{"mnist", "-epochs", "0"}},
	} {
		code, stdout, stderr := call(c.args...)
		if code != command.ExitUsage || stdout != "" || !strings.Contains(stderr, c.want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%v: exit code %d, %q, %q, want one line with %q", c.args, code, stdout, stderr, c.want)
		}
	}
	for name, want := range map[string]string{"mnist": "-epochs", "descent": "-steps", "neuron": "-plot"} {
		code, stdout, _ := call(name, "-h")
		if other := "-surface"; code != 0 || !strings.Contains(stdout, want) || strings.Contains(stdout, other) != (name == "descent") {
			t.Errorf("%s -h: exit code %d, want its own flags only: %s", name, code, stdout)
		}
	}
	for _, args := range [][]string{nil, {"-h"}} {
		code, stdout, _ := call(args...)
		for _, c := range chapters {
			if code != 0 || !strings.Contains(stdout, "\n    "+c.name+" ") {
				t.Errorf("%v: exit code %d, lacks %s: %s", args, code, c.name, stdout)
			}
		}
		if asked := args != nil; strings.Contains(stdout, "-h explains") == asked || strings.Contains(stdout, "The flags:") != asked {
			t.Errorf("%v: got %q, want the flags or where they are", args, stdout)
		}
	}
}
