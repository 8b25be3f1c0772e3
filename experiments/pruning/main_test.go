package main

import (
	"testing"

	"digits/experiments/internal/proof"
	"digits/models"
)

// Of 784·128 and 128·10 weights nine tenths are 0 in the end.
func TestPruning(t *testing.T) {
	m := proof.Holds(t, fit, models.KerasSmall, proof.Digits(70))
	for name, want := range map[string]int{"dense/kernel": 90317, "dense_1/kernel": 1152} {
		zeros := 0
		for _, w := range m.Params.Get(name).Float32s() {
			if w == 0 {
				zeros++
			}
		}
		if zeros != want {
			t.Errorf("%s has %d zeros, want %d", name, zeros, want)
		}
	}
}
