package main

import (
	"testing"

	"digits/data"
)

// Each class lights a block of pixels of its own, so every example can be told;
// 25 examples in batches of 10 take both graphs of a trainer.
func TestTrainerLearnsSeparableClasses(t *testing.T) {
	const examples, classes, block = 25, 10, 70
	set := &data.Set{
		Name: "blocks", Height: 28, Width: 28, Classes: classes,
		Pixels: make([]byte, examples*28*28), Labels: make([]byte, examples),
	}
	for i := range examples {
		class := i % classes
		set.Labels[i] = byte(class)
		for j := range block {
			set.Image(i)[class*block+j] = 255
		}
	}
	s := setting{widths: []int{784, 16, 10}, batch: 10}
	trainer, err := newTrainer(s, examples)
	if err != nil {
		t.Fatal(err)
	}
	defer trainer.close()
	if trainer.last == nil {
		t.Fatal("25 examples in batches of 10: no graph for the last 5")
	}
	for epoch := range 120 {
		if err := trainer.epoch(set, epoch); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := accuracy(s, trainer.weights, set); err != nil || got != 1 {
		t.Errorf("accuracy: got %v, %v, want 1", got, err)
	}
}
