package models

import (
	"slices"
	"strings"
	"testing"

	"digits/graph"
)

func TestTake(t *testing.T) {
	body := graph.Sequential{graph.Dense{Units: 4}, graph.BatchNorm{}, graph.ReLU}
	of := func(classes int, seed uint64) *Model {
		m, err := New(Recipe{
			Name: "body and head", Loss: graph.SparseCategoricalCrossentropy{},
			Layers: append(slices.Clone(body), graph.Dense{Name: "head", Units: graph.Classes, Activation: graph.Softmax}),
		}, 3, 3, classes, seed)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	from, to := of(5, 1), of(3, 2)
	for i := range 4 {
		from.Params.Get("batch_normalization/moving_mean").Float32s()[i] = float32(i + 1)
	}
	before := to.Params.Clone()
	got, err := to.Take(from, "^(dense|batch_normalization)/")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for name, w := range to.Params.All() {
		source := from.Params
		if strings.HasPrefix(name, "head/") {
			source = before
		} else {
			want = append(want, name)
		}
		if !slices.Equal(w.Float32s(), source.Get(name).Float32s()) {
			t.Errorf("%s is not what it should be", name)
		}
	}
	if !slices.Equal(got, want) || len(want) != 6 {
		t.Errorf("it says that it took %v, want %v", got, want)
	}
	to = of(3, 2)
	for match, want := range map[string]string{
		"":      "got head/kernel of (4, 5), this model's is (4, 3)",
		"^conv": "\"^conv\" matches none of dense/kernel, dense/bias",
		"(":     "missing closing )",
	} {
		if _, err := to.Take(from, match); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", match, err, want)
		}
	}
	if !slices.Equal(to.Params.Get("dense/kernel").Float32s(), before.Get("dense/kernel").Float32s()) {
		t.Error("something was copied")
	}
	if _, err := to.Take(mustNew(t, Torch), "fc1"); err == nil || !strings.Contains(err.Error(), "which this model has not") {
		t.Errorf("got %v", err)
	}
}
