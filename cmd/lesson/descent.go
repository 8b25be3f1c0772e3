package main

import (
	"context"
	"fmt"
	"math"

	"digits/optim"
	"digits/optim/schedule"
	"digits/optim/surface"
)

// descent follows the training of two weights from (1, 1) to (1, -1).
func descent(_ context.Context, n *notebook, s settings) error {
	n.text("One linear neuron, two weights, no bias, is to learn 1 from (1, 0) and -1 from (0, 1).\nIts error, the mean of the squares, is a bowl over the two weights:")
	n.formula("E(w1, w2) = ((w1 - 1)² + (w2 + 1)²) / 2      lowest at (1, -1), where it is 0")
	solver, err := optim.Choice{Name: s.optimizer, Form: optim.Keras, LearningRate: s.rate}.New(schedule.Length{})
	if err != nil {
		return err
	}
	path, err := pathOf(1, 1, solver, s.steps)
	if err != nil {
		return err
	}
	if end := len(path) - 1; end < s.steps {
		n.text("After step %d the weights are too large for float32: the learning rate is too large.", end)
	}
	n.text("Training from (1, 1) with %s, learning rate %g. The gradient of w2 is w2 + 1, that of\nw1 is 0 from the start:", s.optimizer, s.rate)
	rows := [][]string{{"step", "w1", "w2", "error"}}
	for _, step := range milestones(len(path) - 1) {
		w := path[step]
		rows = append(rows, []string{fmt.Sprint(step), weightText(w[0]), weightText(w[1]), fmt.Sprintf("%.3e", pairError(w))})
	}
	n.table(rows)
	if err := n.draw(s, surface.Lesson, "The error of two weights, and the path of training", "descent", []namedPath{{s.optimizer, path}}); err != nil {
		return err
	}
	if err := severalPaths(n, s); err != nil {
		return err
	}
	return classic(n, s)
}

// milestones are the steps 0, 1, 2, 5, 10, 20, 50 … and the last.
func milestones(last int) []int {
	steps := []int{0}
	for decade := 1; decade < last; decade *= 10 {
		for _, k := range []int{1, 2, 5} {
			if k*decade < last {
				steps = append(steps, k*decade)
			}
		}
	}
	return append(steps, last)
}

// severalPaths compares optimizers from one start that lies on no axis.
func severalPaths(n *notebook, s settings) error {
	const steps = 60
	n.text("Several optimizers from (-1.2, 0.2), %d steps each:", steps)
	rows, paths := [][]string{{"optimizer", "rate", "w1", "w2", "error"}}, []namedPath(nil)
	for _, o := range []struct {
		name string
		rate float64
	}{{"sgd", 0.1}, {"momentum", 0.05}, {"rmsprop", 0.05}, {"adam", 0.1}} {
		solver, err := optim.Choice{Name: o.name, Form: optim.Keras, LearningRate: o.rate}.New(schedule.Length{})
		if err != nil {
			return err
		}
		path, err := pathOf(-1.2, 0.2, solver, steps)
		if err != nil {
			return err
		}
		w := path[steps]
		rows = append(rows, []string{o.name, fmt.Sprint(o.rate), fmt.Sprintf("%.4f", w[0]), fmt.Sprintf("%.4f", w[1]), fmt.Sprintf("%.1e", pairError(w))})
		paths = append(paths, namedPath{o.name, path})
	}
	n.table(rows)
	n.text("SGD walks straight to the minimum of this round bowl. RMSprop and Adam scale each weight\nby its own gradients: both weights move as fast at first, and the path is bent. Momentum\novershoots and comes back.")
	return n.draw(s, surface.Lesson, "Several optimizers on the error of two weights", "optimizers-on-the-surface", paths)
}

// weightText writes a weight with five decimals, or as a power of ten where it has
// left all bounds.
func weightText(w float64) string {
	if math.Abs(w) >= 1e5 {
		return fmt.Sprintf("%.3e", w)
	}
	return fmt.Sprintf("%.5f", w)
}
