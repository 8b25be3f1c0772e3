package main

import (
	"bytes"
	"strings"
	"testing"

	"digits/experiments/internal/proof"
	"digits/models"
)

// The model is the average, not what was trained.
func TestEMA(t *testing.T) {
	source := proof.Digits(70)
	for _, name := range []string{"ema", "swa"} {
		t.Run(name, func(t *testing.T) {
			r := models.KerasSmall
			r.Name = name
			proof.Holds(t, fit, r, source)
			var b bytes.Buffer
			if _, err := fit(t.Context(), &b, r, source, proof.Config()); err != nil {
				t.Fatal(err)
			}
			average, trained, found := strings.Cut(b.String(), "without the average: ")
			if !found || strings.TrimPrefix(average, "test: ") == trained {
				t.Errorf("it printed %q", b.String())
			}
		})
	}
}
