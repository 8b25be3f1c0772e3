package models

import (
	"slices"
	"strings"
	"testing"

	"digits/graph"
	"digits/models/weights"
)

// tiny is 2-3-2 with names as PyTorch's, kernels 1 2 3 / 4 5 6 and 7 8 / 9 10 /
// 11 12.
func tiny(t *testing.T) *Model {
	t.Helper()
	m := &Model{Input: []int{2}, Layers: graph.Sequential{
		graph.Dense{Name: "fc1", Units: 3, Activation: graph.ReLU}, graph.Dense{Name: "fc2", Units: 2},
	}}
	m.Loss = graph.SparseCategoricalCrossentropy{From: m.lossFrom()}
	err := m.restore([]weights.Array{
		{Name: "fc2/kernel", Shape: []int{3, 2}, Values: []float32{7, 8, 9, 10, 11, 12}},
		{Name: "fc2/bias", Shape: []int{2}, Values: []float32{-4, -5}},
		{Name: "fc1/kernel", Shape: []int{2, 3}, Values: []float32{1, 2, 3, 4, 5, 6}},
		{Name: "fc1/bias", Shape: []int{3}, Values: []float32{-1, -2, -3}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestWeights(t *testing.T) {
	m := tiny(t)
	if got := namesOf(m.Weights()); got != "fc1/kernel [2 3], fc1/bias [3], fc2/kernel [3 2], fc2/bias [2]" {
		t.Errorf("got %s", got)
	}
	list := tiny(t).Weights()
	list[3].Values = []float32{20, 30}
	if err := m.SetWeights(list); err != nil || m.Params.Get("fc2/bias").Float32s()[1] != 30 {
		t.Errorf("got %v, %v, want the bias 20, 30", m.Params.Get("fc2/bias"), err)
	}
	list[0].Values[0], list[3].Shape, list[3].Values = 99, []int{3}, []float32{1, 2, 3}
	if err := m.SetWeights(list); err == nil || m.Params.Get("fc1/kernel").Float32s()[0] != 1 {
		t.Errorf("got %v, want an error that changes nothing", err)
	}
	if err := m.SetWeights(list[:3]); err == nil {
		t.Error("three arrays pass for four")
	}
}

// A kernel (inputs, units) is PyTorch's weight (units, inputs), transposed.
func TestStateDict(t *testing.T) {
	m := tiny(t)
	dict, err := m.StateDict()
	if err != nil {
		t.Fatal(err)
	}
	want := []weights.Array{
		{Name: "fc1.weight", Shape: []int{3, 2}, Values: []float32{1, 4, 2, 5, 3, 6}},
		{Name: "fc1.bias", Shape: []int{3}, Values: []float32{-1, -2, -3}},
		{Name: "fc2.weight", Shape: []int{2, 3}, Values: []float32{7, 9, 11, 8, 10, 12}},
		{Name: "fc2.bias", Shape: []int{2}, Values: []float32{-4, -5}},
	}
	for i, w := range want {
		if g := dict[i]; g.Name != w.Name || !slices.Equal(g.Shape, w.Shape) || !slices.Equal(g.Values, w.Values) {
			t.Errorf("got %+v, want %+v", g, w)
		}
	}
	dict[0].Values[1] = 40
	slices.Reverse(dict)
	if err := m.LoadStateDict(dict); err != nil || m.Params.Get("fc1/kernel").Float32s()[3] != 40 {
		t.Errorf("got %v, %v, want 40 for 4", m.Params.Get("fc1/kernel"), err)
	}
	if err := m.LoadStateDict(dict[1:]); err == nil {
		t.Error("a dict without fc1.weight passes")
	}
	dict[0].Name = "fc3.bias"
	if err := m.LoadStateDict(dict); err == nil {
		t.Error("a dict with a name that the model has not passes")
	}
}

// Places in PyTorch's nn.Sequential(Flatten, Linear, ReLU, Dropout, Linear, …)
// count every module; names of its own stay.
func TestTorchNames(t *testing.T) {
	for _, c := range []struct {
		recipe Recipe
		want   []string
	}{
		{Keras, []string{"0", "2"}},
		{KerasDropout, []string{"1", "4", "7"}},
		{KerasSmall, []string{"1", "3"}},
		{KerasLesson, []string{"0", "2", "4"}},
		{Torch, []string{"fc1", "fc2", "fc3"}},
	} {
		var got []string
		dict, err := mustNew(t, c.recipe).StateDict()
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range dict {
			if name, ok := strings.CutSuffix(a.Name, ".weight"); ok {
				got = append(got, name)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.recipe.Name, got, c.want)
		}
	}
}
