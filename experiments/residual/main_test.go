package main

import (
	"slices"
	"strings"
	"testing"

	"digits/data"
	"digits/experiments/internal/lab"
	"digits/experiments/internal/proof"
	"digits/graph"
	"digits/models"
)

func TestResidual(t *testing.T) {
	source := proof.Digits(64)
	for _, r := range variants(2) {
		t.Run(r.Name, func(t *testing.T) {
			proof.Holds(t, lab.Fit, r, source)
		})
	}
}

// Where the last product of each block is 0, a residual network is what remains without
// its blocks: the first layer and the last.
func TestBlocksOfNothing(t *testing.T) {
	set := proof.Digits(10).Test
	deep := newModel(t, variants(2)[2], set)
	flat := newModel(t, models.Recipe{
		Layers: graph.Sequential{deep.Layers[0], deep.Layers[len(deep.Layers)-1]}, Loss: deep.Loss,
	}, set)
	for i, name := range deep.Params.Names() {
		if strings.HasPrefix(name, "dense_") && i < len(deep.Params.Names())-2 {
			clear(deep.Params.Get(name).Float32s())
		}
	}
	for from, to := range map[string]string{"dense": "dense", "dense_5": "dense_1"} {
		for _, part := range []string{"/kernel", "/bias"} {
			copy(flat.Params.Get(to+part).Float32s(), deep.Params.Get(from+part).Float32s())
		}
	}
	a, err1 := deep.Predict(set.Pixels)
	b, err2 := flat.Predict(set.Pixels)
	if err1 != nil || err2 != nil || !slices.Equal(a, b) {
		t.Errorf("got %v, want %v (%v, %v)", a, b, err1, err2)
	}
}

func newModel(t *testing.T, r models.Recipe, set *data.Set) *models.Model {
	t.Helper()
	m, err := models.New(r, set.Height, set.Width, set.Classes, 1)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
