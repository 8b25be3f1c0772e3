package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"digits/data"
	"digits/experiments/internal/proof"
	"digits/graph"
	"digits/models"
)

func TestSaliency(t *testing.T) {
	source := proof.Digits(60)
	m := proof.Holds(t, fit, models.KerasSmall, source)
	shades, err := saliency(m, source.Test)
	if err != nil || slices.Max(shades) != 255 {
		t.Fatalf("the largest shade is not 255 (%v)", err)
	}
	var b bytes.Buffer
	if _, err := fit(t.Context(), &b, models.KerasSmall, source, proof.Config()); err != nil || strings.Count(b.String(), "moved by") != 4 {
		t.Errorf("got %v, printed %s", err, b.String())
	}
}

// A network that sees one pixel alone is salient there and nowhere else.
func TestOnePixelIsSalient(t *testing.T) {
	set := &data.Set{Name: "one", Height: 2, Width: 3, Classes: 2, Pixels: []byte{9, 8, 7, 6, 5, 4}, Labels: []byte{1}}
	m, err := models.New(models.Recipe{
		Name: "one", Loss: graph.SparseCategoricalCrossentropy{From: graph.FromLogits}, Layers: graph.Sequential{graph.Dense{Units: graph.Classes}},
	}, 2, 3, 2, 1)
	if err != nil {
		t.Fatal(err)
	}
	kernel := m.Params.Get("dense/kernel").Float32s()
	clear(kernel)
	kernel[2*4] = 1 // of pixel 4, class 0
	shades, err := saliency(m, set)
	if want := []byte{0, 0, 0, 0, 255, 0}; err != nil || !slices.Equal(shades, want) {
		t.Errorf("got %v, %v, want %v", shades, err, want)
	}
}
