package main

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/train/optim"
	"digits/train/plot"
)

// optimizers moves one weight by hand, then every optimizer of the library.
func optimizers(_ context.Context, n *notebook, s settings) error {
	n.text("The gradient d says which way is up. Gradient descent goes the other way, by the\nlearning rate lr:")
	n.formula("w = w - d·lr")
	n.text("The neuron of two weights from (1, 1), whose d is (w1 - 1, w2 + 1), with lr 0.5. Its w2:")
	path, err := pathOf(1, 1, &optim.SGD{LearningRate: 0.5}, 5)
	if err != nil {
		return err
	}
	var rows []comparison
	w := 1.0
	for step := 1; step <= 5; step++ {
		d := w + 1
		name := fmt.Sprintf("step %d: %.5f - %.5f·0.5", step, w, d)
		w -= d * 0.5
		rows = append(rows, comparison{name, w, path[step][1]})
	}
	n.compare(rows)
	if err := rates(n, s); err != nil {
		return err
	}
	if err := everyOptimizer(n); err != nil {
		return err
	}
	return ownOptimizer(n)
}

// rates shows the learning rate too small, good, and too large.
func rates(n *notebook, s settings) error {
	const steps = 20
	n.text("Each step multiplies the distance w2 + 1 by 1 - lr. By hand (1-lr)^%d·2:", steps)
	p := plot.New("The learning rate", "step", "w2")
	var rows []comparison
	for i, lr := range []float64{0.01, 0.5, 1.9, 2.05} {
		path, err := pathOf(1, 1, &optim.SGD{LearningRate: lr}, steps)
		if err != nil {
			return err
		}
		rows = append(rows, comparison{fmt.Sprintf("lr %g: distance", lr), 2 * math.Pow(1-lr, steps), path[steps][1] + 1})
		points := make(plotter.XYs, len(path))
		for step, w := range path {
			points[step] = plotter.XY{X: float64(step), Y: w[1]}
		}
		if err := plot.AddSeries(p, i, fmt.Sprintf("lr %g", lr), points); err != nil {
			return err
		}
	}
	n.compare(rows)
	n.text("0.01 is stuck, 1.9 oscillates around the minimum, and above 2 each step is worse than\nthe one before.")
	p.Legend.Top, p.Legend.Left, p.Y.Max = true, true, 9 // room for the legend
	return n.picture(s, p, 16*vg.Centimeter, 10*vg.Centimeter, "learning-rate")
}

// everyOptimizer runs the library's table on the same problem.
func everyOptimizer(n *notebook) error {
	const steps, rate = 100, 0.05
	n.text("Every optimizer of the library (train/optim, in Keras' form), %d steps at %g from (1, 1):", steps, rate)
	rows := [][]string{{"optimizer", "w1", "w2", "error"}}
	for _, name := range optim.Names() {
		solver, err := optim.Named(name, optim.Settings{Form: optim.Keras, LearningRate: rate})
		if err != nil {
			return err
		}
		path, err := pathOf(1, 1, solver, steps)
		if err != nil {
			return err
		}
		w := path[steps]
		rows = append(rows, []string{name, fmt.Sprintf("%.4f", w[0]), fmt.Sprintf("%.4f", w[1]), fmt.Sprintf("%.1e", pairError(w))})
	}
	n.table(rows)
	n.text("One rate is not fair to all: Adadelta is made for rates near 1, and Adagrad slows down\nas it goes.")
	return nil
}

// signDescent is an optimizer of our own: every weight moves by the rate,
// whatever the size of its gradient.
type signDescent struct{ rate float32 }

// Step updates the parameters.
func (o signDescent) Step(model []gorgonia.ValueGrad) error {
	for _, p := range model {
		g, err := p.Grad()
		if err != nil {
			return err
		}
		w := p.Value().(*tensor.Dense).Float32s()
		for i, d := range g.(*tensor.Dense).Float32s() {
			if d != 0 {
				w[i] -= o.rate * float32(math.Copysign(1, float64(d)))
			}
		}
	}
	return nil
}

// ownOptimizer runs it. By hand: 16 steps of 1/8 lead from 1 to -1.
func ownOptimizer(n *notebook) error {
	n.text("One of your own has a method Step. This one moves by the gradient's sign alone, w = w - lr·sign(d):\n16 steps of 1/8 are 2, the way from 1 to -1.")
	path, err := pathOf(1, 1, signDescent{1. / 8}, 16)
	if err != nil {
		return err
	}
	n.compare([]comparison{{"w2 after 16 steps", -1, path[16][1]}})
	return nil
}
