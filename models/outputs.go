package models

import (
	"fmt"
	"math"

	"digits/graph"
)

// distributions reports rows of numbers from 0 to 1 that sum to 1.
func distributions(rows []float32, width int) bool {
	for lo := 0; lo < len(rows); lo += width {
		sum := 0.0
		for _, v := range rows[lo : lo+width] {
			if !(v >= 0) {
				return false
			}
			sum += float64(v)
		}
		if !(math.Abs(sum-1) <= 1e-4) {
			return false
		}
	}
	return true
}

// Outputs returns how many numbers the network puts out for an example.
func (m *Model) Outputs() int {
	o, err := m.Outline()
	if err != nil {
		return 0
	}
	n := 1
	for _, d := range o.Output {
		n *= d
	}
	return n
}

// classifies reports a loss that is of classes alone.
func classifies(l graph.Loss) bool {
	switch l.(type) {
	case graph.SparseCategoricalCrossentropy, graph.CategoricalCrossentropy:
		return true
	}
	return false
}

// checkOutput reports a cross-entropy that takes numbers for probabilities.
func checkOutput(o *graph.Outline, l graph.Loss) error {
	var from graph.From
	switch l := l.(type) {
	case graph.SparseCategoricalCrossentropy:
		from = l.From
	case graph.CategoricalCrossentropy:
		from = l.From
	case graph.BinaryCrossentropy:
		from = l.From
	default:
		return nil
	}
	switch {
	case from == graph.FromSoftmax && o.Kind == graph.Numbers:
		return fmt.Errorf("the loss %s takes probabilities, and the network ends with other numbers: end it with graph.Softmax (graph.Sigmoid for a binary one), or give the loss From: graph.FromLogits", l.Name())
	case from == graph.FromLogits && o.Kind != graph.Numbers:
		return fmt.Errorf("the loss %s takes logits, and the network ends with probabilities: leave the last activation out, or the loss' From", l.Name())
	}
	return nil
}

// lossFrom says what a cross-entropy takes the network's output for.
func (m *Model) lossFrom() graph.From {
	if m.Logits() {
		return graph.FromLogits
	}
	return graph.FromSoftmax
}
