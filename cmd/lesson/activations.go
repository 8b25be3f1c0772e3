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

// ownSwish is an activation in three lines.
var ownSwish = graph.Func(func(_ *graph.Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	gate, err := gorgonia.Sigmoid(x)
	if err != nil {
		return nil, err
	}
	return gorgonia.HadamardProd(x, gate)
})

// ownFormula is ownSwish by hand.
var ownFormula = formula{"f(x) = x · sigmoid(x), in gorgonia's operations", silu, siluSlope}

// activations compares values and derivatives by hand and by graph.
func activations(_ context.Context, n *notebook, s settings) error {
	n.text(`An activation bends what is straight: without one, many layers compute no more than one could.
Training needs its derivative f', which the graph finds by itself. Where a curve has a kink
or a jump there is none, and the graph takes that of one side, or the mean of both, as
Keras does.`)
	n.text("Of one number:")
	for _, a := range graph.Activations() {
		if err := namedActivation(n, s, a); err != nil {
			return err
		}
	}
	if err := learntSlope(n); err != nil {
		return err
	}
	if err := activationsOfRows(n); err != nil {
		return err
	}
	n.text("One of your own is a graph.Func of a few operations; its derivative comes by itself:")
	n.formula("gate, err := gorgonia.Sigmoid(x)", "…", "return gorgonia.HadamardProd(x, gate)")
	return oneActivation(n, s, "swish of our own", ownFormula, ownSwish)
}

// namedActivation shows one of the library's, but for those of rows, which
// activationsOfRows shows. One that has no formula here is by the graph alone.
func namedActivation(n *notebook, s settings, a graph.Activation) error {
	if _, ok := rowFormulas[a.Name()]; ok {
		return nil
	}
	if f, ok := formulas[a.Name()]; ok {
		return oneActivation(n, s, a.Name(), f, withSlope(a))
	}
	return byGraphAlone(n, a)
}

// withSlope begins PReLU with PyTorch's slope: Keras' 0 would make it relu.
func withSlope(a graph.Activation) graph.Activation {
	if _, ok := a.(graph.PReLU); ok {
		return graph.PReLU{Initial: 0.25}
	}
	return a
}

// points are where the values are shown.
var points = []float64{-3, -1, 0, 0.5, 2}

// oneActivation prints a table of one activation and draws its curves.
func oneActivation(n *notebook, s settings, name string, f formula, l graph.Layer) error {
	n.text(name + ":")
	n.formula(f.text)
	rows := [][]string{{"x", "f(x) by hand", "graph", "f'(x) by hand", "graph", "difference"}}
	for _, x := range points {
		y, slope, err := graph.Derive(l, [][]float64{{x}})
		if err != nil {
			return err
		}
		value, derivative := f.value(x), f.derivative(x)
		worst := max(math.Abs(value-y[0][0]), math.Abs(derivative-slope[0][0]))
		rows = append(rows, []string{fmt.Sprint(x), number(value), number(y[0][0]), number(derivative), number(slope[0][0]), fmt.Sprintf("%.0e", worst)})
	}
	n.table(rows)
	return n.curves(s, name, f)
}

// byGraphAlone prints an activation that this chapter has no formula of.
func byGraphAlone(n *notebook, a graph.Activation) error {
	n.text(a.Name() + ", by the graph alone:")
	rows := [][]string{{"x", "f(x)", "f'(x)"}}
	for _, x := range points {
		y, slope, err := graph.Derive(a, [][]float64{{x}})
		if err != nil {
			return err
		}
		rows = append(rows, []string{fmt.Sprint(x), number(y[0][0]), number(slope[0][0])})
	}
	n.table(rows)
	return nil
}

// curves draws value and derivative over -4..4.
func (n *notebook) curves(s settings, name string, f formula) error {
	if s.plot == "" {
		return nil
	}
	p := plot.New(name, "x", "")
	for i, curve := range []struct {
		name string
		of   function
	}{{"f(x)", f.value}, {"f'(x)", f.derivative}} {
		line := plotter.NewFunction(curve.of)
		line.LineStyle, line.Samples = plot.Line(i), 801 // every 1/100, so that a jump looks upright
		p.Add(line)
		p.Legend.Add(curve.name, line)
	}
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = -4, 4, -2, 4
	p.Legend.Top, p.Legend.Left = true, true
	return n.picture(s, p, 14*vg.Centimeter, 11*vg.Centimeter, "activation-"+fileName(name))
}

// fileName is a name without blanks.
func fileName(name string) string { return strings.ReplaceAll(name, " ", "-") }
