package main

import (
	"context"
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gorgonia.org/gorgonia"

	"digits/graph"
	"digits/train/plot"
)

// formula is an activation of one number by hand.
type formula struct {
	text              string
	value, derivative func(x float64) float64
}

// formulas are those of the activations that take one number, by their names.
var formulas = map[string]formula{
	"linear": {"f(x) = x", linear, func(float64) float64 { return 1 }},
	"relu": {"f(x) = max(x, 0)", relu, func(x float64) float64 {
		if x > 0 {
			return 1
		}
		return 0
	}},
	"sigmoid": {"f(x) = 1 / (1 + e^-x)", sigmoid, func(x float64) float64 { return sigmoid(x) * (1 - sigmoid(x)) }},
	"tanh":    {"f(x) = (e^x - e^-x) / (e^x + e^-x)", math.Tanh, func(x float64) float64 { return 1 - math.Tanh(x)*math.Tanh(x) }},
	"swish of our own": {"f(x) = x · sigmoid(x), in gorgonia's operations", func(x float64) float64 { return x * sigmoid(x) }, func(x float64) float64 {
		return sigmoid(x) + x*sigmoid(x)*(1-sigmoid(x))
	}},
}

func formulaOf(name string) (formula, bool) {
	f, ok := formulas[name]
	if !ok {
		f, ok = moreFormulas[name]
	}
	return f, ok
}

// ownSwish is an activation in three lines.
var ownSwish = graph.Func(func(_ *graph.Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	gate, err := gorgonia.Sigmoid(x)
	if err != nil {
		return nil, err
	}
	return gorgonia.HadamardProd(x, gate)
})

// activations compares values and derivatives by hand and by graph.
func activations(_ context.Context, n *notebook, s settings) error {
	n.text("An activation bends what is straight: without one, layers of any number are one layer.\nTraining needs its derivative, which the graph finds by itself.")
	for _, a := range graph.Activations() {
		if _, ok := formulaOf(a.Name()); !ok {
			continue // of rows, or without a formula here
		}
		if err := oneActivation(n, s, a.Name(), a); err != nil {
			return err
		}
	}
	if err := softmaxRow(n); err != nil {
		return err
	}
	n.text("One of your own is a graph.Func of a few operations; its derivative comes by itself:")
	n.formula("gate, err := gorgonia.Sigmoid(x)", "…", "return gorgonia.HadamardProd(x, gate)")
	return oneActivation(n, s, "swish of our own", ownSwish)
}

// softmaxRow compares the activation of a row, which makes probabilities.
func softmaxRow(n *notebook) error {
	z := []float64{-1, 2, 0.5}
	n.text("softmax, of a row z = %v:", z)
	n.formula("f(z)_i = e^z_i / Σ e^z")
	p, _, err := graph.Derive(graph.Softmax, [][]float64{z})
	if err != nil {
		return err
	}
	sum := math.Exp(z[0]) + math.Exp(z[1]) + math.Exp(z[2])
	var rows []comparison
	for i, v := range z {
		rows = append(rows, comparison{fmt.Sprintf("f(z)_%d", i), math.Exp(v) / sum, p[0][i]})
	}
	n.compare(rows)
	return nil
}

// oneActivation prints a table of one activation and draws its curves.
func oneActivation(n *notebook, s settings, name string, l graph.Layer) error {
	f, _ := formulaOf(name)
	n.text(name + ":")
	n.formula(f.text)
	var values, slopes []comparison
	for _, x := range []float64{-3, -1, 0, 0.5, 2} {
		y, dy, err := graph.Derive(l, [][]float64{{x}})
		if err != nil {
			return err
		}
		values = append(values, comparison{fmt.Sprintf("f(%g)", x), f.value(x), y[0][0]})
		slopes = append(slopes, comparison{fmt.Sprintf("f'(%g)", x), f.derivative(x), dy[0][0]})
	}
	n.compare(append(values, slopes...))
	return n.curves(s, name, f)
}

// curves draws value and derivative over -4..4.
func (n *notebook) curves(s settings, name string, f formula) error {
	if s.plot == "" {
		return nil
	}
	p := plot.New(name, "x", "")
	for i, curve := range []struct {
		name string
		of   func(float64) float64
	}{{"value", f.value}, {"derivative", f.derivative}} {
		line := plotter.NewFunction(curve.of)
		line.LineStyle, line.Samples = plot.Line(i), 400
		p.Add(line)
		p.Legend.Add(curve.name, line)
	}
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = -4, 4, -1.5, 3
	p.Legend.Top, p.Legend.Left = true, true
	return n.picture(s, p, 14*vg.Centimeter, 10*vg.Centimeter, "activation-"+fileName(name))
}

// fileName is a name without blanks.
func fileName(name string) string { return strings.ReplaceAll(name, " ", "-") }
