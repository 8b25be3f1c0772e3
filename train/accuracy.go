package train

import (
	"math"

	"digits/graph"
	"digits/models"
)

// AccuracyOf measures how often a head of a network is right, under the head's name and
// "_accuracy". Where its loss is a binary cross-entropy, each of its outputs is right on
// the same side of 1/2 as its target, Keras' binary_accuracy. Of others the largest output
// is to be at the label, or where the target is largest; of a single number that is none,
// and the measure is NaN.
func AccuracyOf(head string) Measure {
	return Measure{Name: head + "_accuracy", Of: func(f *Feed) float64 {
		y, labels, targets := f.Program.Output(head), f.Program.Labels(head), f.Program.Targets(head)
		if loss, ok := lossOf(f.Model.Loss, head).(graph.BinaryCrossentropy); ok {
			return sameSide(y, targets, loss.From)
		}
		width := len(y) / f.Batch.Len()
		right := 0.0
		for i := range f.Batch.Len() {
			row := y[i*width : (i+1)*width]
			switch {
			case width < 2 || labels == nil && targets == nil:
				return math.NaN()
			case labels != nil && models.ArgMax(row) == int(labels[i]),
				labels == nil && models.ArgMax(row) == models.ArgMax(targets[i*width:(i+1)*width]):
				right++
			}
		}
		return right / float64(f.Batch.Len())
	}}
}

// lossOf returns a head's part of a weighted loss, nil if there is none.
func lossOf(l graph.Loss, head string) graph.Loss {
	weighted, _ := l.(graph.Weighted)
	return weighted[head].Loss
}

// sameSide returns the share of numbers that are on their targets' side of 1/2, as
// probabilities.
func sameSide(y, targets []float32, from graph.From) float64 {
	half := float32(0.5)
	if from == graph.FromLogits {
		half = 0 // a sigmoid's 1/2
	}
	right := 0.0
	for i, target := range targets {
		if (y[i] > half) == (target > 0.5) {
			right++
		}
	}
	return right / float64(len(targets))
}
