package main

import (
	"context"
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/optim"
	"digits/optim/schedule"
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
		name := fmt.Sprintf("step %d: %g - %g·0.5", step, w, d)
		w -= d * 0.5
		rows = append(rows, comparison{name, w, path[step][1]})
	}
	n.compare(rows)
	if err := rates(n, s); err != nil {
		return err
	}
	if err := schedules(n, s); err != nil {
		return err
	}
	for _, part := range []func(*notebook) error{everyOptimizer, weightDecay, clipping} {
		if err := part(n); err != nil {
			return err
		}
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
	n.text("0.01 has hardly moved, 0.5 is there, 1.9 oscillates around the minimum, nearer each time,\nand above 2 each step is worse than the one before.")
	p.Legend.Top, p.Legend.Left, p.Y.Max = true, true, 9 // room for the legend
	return n.picture(s, p, 16*vg.Centimeter, 10*vg.Centimeter, "learning-rate")
}

// everyOptimizer runs the library's table on the same problem, most by hand too.
func everyOptimizer(n *notebook) error {
	const steps, rate = 100, 0.05
	n.text("Every optimizer of the library (optim, in Keras' form) makes more of d. New w in step k,\nwith m, v, x and u that begin as 0, and ε = 1e-7:")
	texts := [][]string{}
	for _, o := range handOptimizers {
		first, more, long := strings.Cut(o.text, "\n")
		texts = append(texts, []string{o.name, first})
		if long {
			texts = append(texts, []string{"", more})
		}
	}
	n.formulas(texts)
	n.text("w2 after %d steps at %g from (1, 1), where -1 is best, and the error, 2 at first (radam and\nftrl by the graph alone):", steps, rate)
	rows := [][]string{{"optimizer", "error", "by hand", "graph", "difference"}}
	for _, name := range optim.Names() {
		solver, err := optim.Choice{Name: name, Form: optim.Keras, LearningRate: rate}.New(schedule.Length{})
		if err != nil {
			return err
		}
		path, err := pathOf(1, 1, solver, steps)
		if err != nil {
			return err
		}
		w := path[steps]
		hand, difference := "", ""
		if h, ok := weightByHand(name, rate, steps); ok {
			hand, difference = number(h), fmt.Sprintf("%.0e", math.Abs(h-w[1]))
		}
		rows = append(rows, []string{name, fmt.Sprintf("%.1e", pairError(w)), hand, number(w[1]), difference})
	}
	n.table(rows)
	n.text("One rate is not fair to all: adadelta is made for rates near 1, adagrad slows down as it\ngoes, radam begins slowly, and lion moves by a whole lr each time.")
	return nil
}

// weightByHand moves w2 from 1 by an optimizer; its gradient is w2 + 1.
func weightByHand(name string, rate float64, steps int) (w float64, ok bool) {
	for _, o := range handOptimizers {
		if o.name != name {
			continue
		}
		w, move := 1.0, o.begin(rate)
		for k := 1; k <= steps; k++ {
			w = move(w, w+1, k)
		}
		return w, true
	}
	return 0, false
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
	n.text("One of your own has a method Step. This one moves by the gradient's sign alone,\nw = w - lr·sign(d): 16 steps of 1/8 are 2, the way from 1 to -1.")
	path, err := pathOf(1, 1, signDescent{1. / 8}, 16)
	if err != nil {
		return err
	}
	n.compare([]comparison{{"w2 after 16 steps", -1, path[16][1]}})
	return nil
}
