package main

import (
	"slices"
	"testing"

	"digits/data"
	"digits/models"
)

// A quarter of the pixels are ink. Kernels of 0 leave the biases to decide which units
// are on, 3 of 4 and then 1 of 2; a dropout of 0.2 keeps four fifths.
func TestInputShares(t *testing.T) {
	set := &data.Set{Height: 28, Width: 28, Classes: 10, Pixels: make([]byte, 3*pixels), Labels: make([]byte, 3)}
	for i := range set.Pixels {
		set.Pixels[i] = byte(i % 4 / 3)
	}
	for _, c := range []struct {
		dropout float64
		want    []float64
	}{{0, []float64{.25, .75, .5}}, {.2, []float64{.25, .6, .4}}} {
		w, err := networkWorkload("784-4-2-10", 3, c.dropout, data.Signed, false)
		if err != nil {
			t.Fatal(err)
		}
		m, err := models.New(w.recipe, 28, 28, 10, 1)
		if err != nil {
			t.Fatal(err)
		}
		for name, biases := range map[string][]float32{"dense": {1, 2, 3, -1}, "dense_1": {1, -1}} {
			clear(m.Params.Get(name + "/kernel").Float32s())
			copy(m.Params.Get(name+"/bias").Float32s(), biases)
		}
		got, err := inputShares(m, set)
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("dropout %v: got %v (%v), want %v", c.dropout, got, err, c.want)
		}
	}
}
