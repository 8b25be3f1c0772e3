package main

import (
	"regexp"
	"strings"
	"testing"

	"digits/optim"
)

// Every optimizer trains, and the introduction names what is used: 100 images in
// batches of 64 are 2 steps an epoch.
func TestOptimizers(t *testing.T) {
	folder := dataFolder(t, 100)
	for _, name := range optim.Names() {
		code, stdout, stderr := call(t, "-arch", "torch", "-data", folder, "-epochs", "1", "-optimizer", name, "-out", "m.safetensors")
		if code != 0 || !regexp.MustCompile(`\n(?i:`+name+`|SGD) in (PyTorch|Keras)[s']+ form, learning rate [0-9.]+`).MatchString(stdout) {
			t.Errorf("%s: exit code %d, %q, %q", name, code, stdout, stderr)
		}
	}
	for want, args := range map[string][]string{
		"\nAdam in PyTorch's form, learning rate 0.001, epsilon 1e-08; ":                                            {"-arch", "torch"},
		"\nAdam in Keras' form, learning rate 0.001, epsilon 1e-07; ":                                               {"-arch", "keras"},
		"\nAdam in Keras' form, learning rate 0.5, epsilon 1e-07; ":                                                 {"-arch", "keras", "-lr", "0.5"},
		"\nSGD in Keras' form, learning rate 0.01; ":                                                                {"-arch", "keras", "-optimizer", "sgd"},
		"\nAdam in Keras' form, learning rate 0.001, epsilon 1e-07, falling to 0 of it along a cosine in 6 steps; ": {"-arch", "own"},
		"\nSGD in Keras' form, learning rate 0.01, constant; ":                                                      {"-arch", "own", "-optimizer", "sgd", "-schedule", "constant"},
		"\nSGD in PyTorch's form, learning rate 0.1, momentum 0.8; ":                                                {"-optimizer", "sgd", "-lr", "0.1", "-momentum", "0.8"},
		"\nAdam in PyTorch's form, learning rate 0.001, epsilon 1e-08, weight decay 0.1, gradients clipped to global norm 1, " +
			"rising from 0 of it in 2 steps, then falling to 0 of it along a cosine in 4 steps; ": {"-schedule", "cosine", "-warmup", "2", "-clip", "global:1", "-decay", "0.1"},
	} {
		code, stdout, stderr := call(t, append(args, "-data", folder, "-epochs", "3", "-batch", "64")...)
		if code != 0 || !strings.Contains(stdout, want) {
			t.Errorf("%v: exit code %d, %q, stderr %q, want %q", args, code, stdout, stderr, want)
		}
	}
}
