package models

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"digits/data"
	"digits/graph"
)

// ForTable returns the recipe for rows of numbers: the network standardizes them, by each
// column's mean and deviation in the set, which it keeps. Where there are numbers to
// predict, and not classes, it ends with as many units without an activation, scaled back
// to the numbers' mean and deviation, and the loss is their mean squared error, unless it
// is one of numbers already. What is no table (images, or examples of several lines), and
// a recipe that normalizes its input itself, leaves it as it is.
func (r Recipe) ForTable(set *data.Set) (Recipe, error) {
	if set.Values == nil || set.Height != 1 {
		return r, nil
	}
	if slices.ContainsFunc(r.Layers, func(l graph.Layer) bool { return graph.Kind(l) == "Normalization" }) {
		return r, nil // it is made for a table
	}
	standard, err := (graph.Normalization{}).Adapt(set.Values, set.Size())
	if err != nil {
		return r, fmt.Errorf("models: %s: %w", set.Name, err)
	}
	at := 0
	if len(r.Layers) > 0 {
		if _, ok := r.Layers[0].(graph.Flatten); ok {
			at = 1
		}
	}
	r.Layers = slices.Insert(slices.Clone(r.Layers), at, graph.Layer(standard))
	r.Scale = data.Raw
	if set.Outputs == 0 || r.Targets == InputTargets {
		return r, nil
	}
	return r.forNumbers(set)
}

// forNumbers exchanges the recipe's head of classes for one of numbers.
func (r Recipe) forNumbers(set *data.Set) (Recipe, error) {
	if classifies(r.Loss) {
		if slices.ContainsFunc(r.changes, func(c string) bool { return strings.HasPrefix(c, changeLoss+"=") }) {
			return r, fmt.Errorf("models: the loss %s is one of classes, %s has numbers to predict: take a loss of numbers, as mse", r.Loss.Name(), set.Name)
		}
		r.Loss = graph.MeanSquaredError
	}
	head := slices.IndexFunc(r.Layers, func(l graph.Layer) bool {
		d, ok := l.(graph.Dense)
		return ok && d.Units == graph.Classes
	})
	if head < 0 {
		return r, nil // what it puts out is its own
	}
	d := r.Layers[head].(graph.Dense)
	d.Units, d.Activation = set.Outputs, nil
	r.Layers = append(r.Layers[:head:head], d)
	if mean, variance := set.TargetMoments(); set.Outputs == 1 && variance > 0 {
		r.Layers = append(r.Layers, graph.Rescaling{Scale: math.Sqrt(variance), Offset: mean})
	}
	return r, nil
}
