package study

import (
	"strings"
	"testing"
)

func TestVaried(t *testing.T) {
	rate := 0.25
	list := []Settings{
		{Arch: "torch", Units: []int{128, 64}, LearningRate: 0.01, Batch: 64},
		{Arch: "torch", Units: []int{32}, LearningRate: 0.01, Batch: 64, Dropout: &rate},
		{Arch: "torch", Units: []int{128, 64}, LearningRate: 1e-5, Batch: 64, Dropout: &rate},
	}
	names := func(axes []Axis) string {
		var all []string
		for _, a := range axes {
			all = append(all, a.Name+" "+strings.Join(Values(a, list), "/"))
		}
		return strings.Join(all, ", ")
	}
	varied, fixed := Varied(list)
	if got, want := names(varied), "units 128-64/32, lr 0.01/1e-05, dropout /0.25"; got != want {
		t.Errorf("varied: got %q, want %q", got, want)
	}
	if got, want := names(fixed), "arch torch, activation , optimizer , batch 64"; got != want {
		t.Errorf("fixed: got %q, want %q", got, want)
	}
}

// The learning rate differs with the optimizer, and follows from it.
func TestChosen(t *testing.T) {
	s, err := ParseSpace(Texts{Arch: "keras", Units: "16..32", Activation: "relu,tanh", Optimizer: "adam,sgd", Batch: "32", Random: 5})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, a := range s.Chosen() {
		names = append(names, a.Name)
	}
	if got := strings.Join(names, " "); got != "units activation optimizer" {
		t.Errorf("got %q", got)
	}
	varied, _ := Varied((Study{Space: s, Runs: 1, Epochs: 1, Seed: 1}).Settings())
	if last := varied[len(varied)-1].Name; last != "lr" {
		t.Errorf("the last axis that varies is %s, want lr", last)
	}
}
