package main

import (
	"encoding/json"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"digits/optim"
)

// recordedPaths are where optimizers stand after some steps on Σ c·(w-t)²/2,
// recorded in float64 with Keras 3.15.1 and PyTorch 2.15.0:
// optim/testdata/README.md says how.
type recordedPaths struct {
	C, T, W0   []float64
	Optimizers map[string]struct{ Path map[string][]float64 }
}

func readOptim(t *testing.T, file string, into any) {
	t.Helper()
	text, err := os.ReadFile("../../optim/testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}

// follow compares a step by hand of all weights with a recorded path.
func follow(t *testing.T, r recordedPaths, name string, limit float64, step func(w, d []float64, k int)) {
	t.Helper()
	path := r.Optimizers[name].Path
	if len(path) < 7 {
		t.Errorf("%s: a path of %d points", name, len(path))
	}
	w := append([]float64(nil), r.W0...)
	for k := 1; k <= 50; k++ {
		step(w, each(w, func(i int) float64 { return r.C[i] * (w[i] - r.T[i]) }), k)
		for i, want := range path[strconv.Itoa(k)] {
			if !isNear(w[i], want, limit) {
				t.Errorf("%s, step %d, weight %d: got %v, want %v", name, k, i, w[i], want)
			}
		}
	}
}

// The optimizers by hand take Keras' paths.
func TestHandOptimizers(t *testing.T) {
	var keras recordedPaths
	readOptim(t, "optimizers-keras.json", &keras)
	reference := map[string]struct {
		name string
		rate float64
	}{
		"sgd": {"SGD(learning_rate=0.01)", 0.01}, "momentum": {"SGD(0.01, momentum=0.9)", 0.01},
		"nesterov": {"SGD(0.01, momentum=0.9, nesterov=True)", 0.01}, "rmsprop": {"RMSprop()", 0.001},
		"adagrad": {"Adagrad()", 0.001}, "adadelta": {"Adadelta(learning_rate=1.0)", 1},
		"adam": {"Adam(learning_rate=0.1)", 0.1}, "amsgrad": {"Adam(amsgrad=True)", 0.001}, "adamw": {"AdamW()", 0.001},
		"adamax": {"Adamax()", 0.001}, "nadam": {"Nadam()", 0.001}, "lion": {"Lion()", 0.001},
	}
	for _, o := range handOptimizers {
		steps := make([]step, len(keras.W0))
		for i := range steps {
			steps[i] = o.begin(reference[o.name].rate)
		}
		follow(t, keras, reference[o.name].name, 1e-10, func(w, d []float64, k int) {
			for i := range w {
				w[i] = steps[i](w[i], d[i], k)
			}
		})
	}
}

// The formulas of decay, clipping and schedules by hand take the recorded paths
// too. Keras makes the cosine's rate in float32.
func TestHandWrappers(t *testing.T) {
	var keras, torch recordedPaths
	readOptim(t, "optimizers-keras.json", &keras)
	readOptim(t, "optimizers-torch.json", &torch)
	follow(t, torch, "SGD(0.01, weight_decay=0.1)", 1e-12, func(w, d []float64, _ int) {
		for i := range w {
			w[i] -= 0.01 * (d[i] + 0.1*w[i])
		}
	})
	follow(t, keras, "SGD(0.01, clipnorm=1.0)", 1e-7, func(w, d []float64, _ int) {
		norm := math.Sqrt(dot(d, d))
		for i := range w {
			w[i] -= 0.01 * d[i] * min(1, 1/norm)
		}
	})
	follow(t, keras, "SGD(CosineDecay(0.1, 50))", 1e-7, func(w, d []float64, k int) {
		for i := range w {
			w[i] -= cosineOf(50)(float64(k-1)) * d[i]
		}
	})
}

// The schedules by hand are Keras' rates.
func TestHandSchedules(t *testing.T) {
	var reference struct {
		Initial float64
		Steps   []float64
		Rates   map[string][]float64
	}
	readOptim(t, "schedules.json", &reference)
	if reference.Initial != firstRate {
		t.Fatalf("the reference begins at %v", reference.Initial)
	}
	names := map[string]string{
		"exponential": "keras ExponentialDecay(10, 0.5)", "step": "keras ExponentialDecay(10, 0.5, staircase)",
		"cosine": "keras CosineDecay(50)", "warm-up": "keras CosineDecay(40, warmup 10)",
	}
	for _, h := range handSchedules[1:] {
		want := reference.Rates[names[h.name]]
		if len(want) != len(reference.Steps) {
			t.Fatalf("%s: %d rates", h.name, len(want))
		}
		for i, step := range reference.Steps {
			if got := h.rate(step); !isNear(got, want[i], 1e-12) {
				t.Errorf("%s at %v: got %v, want %v", h.name, step, got, want[i])
			}
		}
	}
}

// Every optimizer that has a name is shown: by hand, but for two.
func TestAllOptimizers(t *testing.T) {
	for _, name := range optim.Names() {
		if _, ok := weightByHand(name, 0.05, 1); ok == (name == "radam" || name == "ftrl") {
			t.Errorf("%s: by hand: %v", name, ok)
		}
	}
}

// By hand, decay at lr 0.1 and 0.1 from (1, 1): w1's gradient is 0 + 0.1, so sgd
// leads to 1 - 0.01, and Adam, whose first step is a whole lr, to 0.9; decoupled
// it is 1 - 0.01 for both. Clipping d = (-3, 4) at lr 0.5 from (-2, 3): by value 1
// d is (-1, 1), by norm 1 it is d/5 = (-0.6, 0.8). float32 rounds at 1e-7 of a
// number, which lr 2.05 makes 5.3 in twenty steps that grow: 4e-6.
func TestOptimizersAgree(t *testing.T) {
	code, stdout, stderr := call("optimizers")
	for _, want := range []string{
		"sgd, l2: w1 0.9900000", "sgd, l2: w2 0.7900000", "adam, l2: w1 0.9000000", "adam, l2: w2 0.9000000",
		"adam, decoupled: w1 0.9900000", "adam, decoupled: w2 0.8900000",
		"by value 1: w1 -1.5000000", "by value 1: w2 2.5000000", "by norm 1: w1 -1.7000000", "by norm 1: w2 2.6000000",
	} {
		if !strings.Contains(squeezed(stdout), want) {
			t.Errorf("the output lacks %q", want)
		}
	}
	// The first steps, rates, schedules, optimizers by hand, decay, clipping, our own.
	largest, compared := largestDifference(t, stdout)
	if code != 0 || stderr != "" || largest > 5e-6 || compared != 5+4+20+12+8+8+1 {
		t.Errorf("exit code %d, %q; largest difference %v of %d", code, stderr, largest, compared)
	}
}
