package main

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph"
)

// rowFormula is an activation of a row z by hand, and the derivative of its
// first output f_0 by each z.
type rowFormula struct {
	text  string
	value func(z []float64) []float64
	first func(z []float64) []float64
}

// rowFormulas are those of the activations that take a row, by their names.
var rowFormulas = map[string]rowFormula{
	"softmax": {"f_i = e^z_i / Σ e^z, probabilities;\nderivative of f_0: f_0·(1 - f_0) by z_0, -f_0·f_j by z_j", softmax, func(z []float64) []float64 {
		p := softmax(z)
		return each(p, func(i int) float64 { return p[0] * (when(i == 0) - p[i]) })
	}},
	"log_softmax": {"f_i = z_i - ln Σ e^z;\nderivative of f_0: 1 - softmax_0 by z_0, -softmax_j by z_j", func(z []float64) []float64 {
		p := softmax(z)
		return each(p, func(i int) float64 { return math.Log(p[i]) })
	}, func(z []float64) []float64 {
		p := softmax(z)
		return each(p, func(i int) float64 { return when(i == 0) - p[i] })
	}},
	"sparsemax": {"f_i = max(z_i - τ, 0), τ such that Σ f = 1: probabilities, some of them 0;\nderivative of f_0, if it is above 0: 1 - 1/k, else -1/k, among the k outputs above 0", sparsemax, sparsemaxSlope},
	"glu": {"f_i = z_i·sigmoid(z_(i+n/2)): the second half of the row are gates of the first;\nderivative of f_0: sigmoid(z_(n/2)) by z_0, z_0·sigmoid'(z_(n/2)) by its gate", func(z []float64) []float64 {
		half := len(z) / 2
		return each(z[:half], func(i int) float64 { return z[i] * sigmoid(z[half+i]) })
	}, func(z []float64) []float64 {
		gate := z[len(z)/2]
		return each(z, func(i int) float64 {
			return when(i == 0)*sigmoid(gate) + when(i == len(z)/2)*z[0]*sigmoidSlope(gate)
		})
	}},
}

// each is a row of f(i), as long as the other.
func each(like []float64, f func(i int) float64) []float64 {
	row := make([]float64, len(like))
	for i := range row {
		row[i] = f(i)
	}
	return row
}

func softmax(z []float64) []float64 {
	sum, top := 0.0, slices.Max(z)
	for _, v := range z {
		sum += math.Exp(v - top)
	}
	return each(z, func(i int) float64 { return math.Exp(z[i]-top) / sum })
}

// sparsemax finds τ by bisection: Σ max(z - τ, 0) falls as τ grows, from at
// least 1 at max z - 1 to 0 at max z.
func sparsemax(z []float64) []float64 {
	lo, hi := slices.Max(z)-1, slices.Max(z)
	above := func(tau float64) []float64 {
		return each(z, func(i int) float64 { return max(z[i]-tau, 0) })
	}
	for range 100 {
		tau, sum := (lo+hi)/2, 0.0
		for _, v := range above(tau) {
			sum += v
		}
		if sum > 1 {
			lo = tau
		} else {
			hi = tau
		}
	}
	return above(lo)
}

// sparsemaxSlope: among the k outputs above 0 τ is (Σ z - 1)/k.
func sparsemaxSlope(z []float64) []float64 {
	p, k := sparsemax(z), 0.0
	for _, v := range p {
		k += when(v > 0)
	}
	return each(p, func(i int) float64 {
		if p[0] == 0 || p[i] == 0 {
			return 0
		}
		return when(i == 0) - 1/k
	})
}

// activationsOfRows compares the activations that take a row.
func activationsOfRows(n *notebook) error {
	z := []float64{1.5, 2, 0.5, -1}
	n.text("Of a row, z = %v. Each output depends on several z; here are all outputs, and the\nderivative of the first by each z:", z)
	for _, a := range graph.Activations() {
		f, ok := rowFormulas[a.Name()]
		if !ok {
			continue
		}
		n.text(a.Name() + ":")
		n.formula(strings.Split(f.text, "\n")...)
		y, _, err := graph.Derive(a, [][]float64{z})
		if err != nil {
			return err
		}
		_, slopes, err := graph.Derive(firstOutput(a), [][]float64{z})
		if err != nil {
			return err
		}
		n.compare(append(rowComparisons("f_%d", f.value(z), y[0]), rowComparisons("of f_0 by z_%d", f.first(z), slopes[0])...))
	}
	return nil
}

func rowComparisons(name string, hand, graph []float64) []comparison {
	rows := make([]comparison, len(hand))
	for i := range rows {
		rows[i] = comparison{fmt.Sprintf(name, i), hand[i], graph[i]}
	}
	return rows
}

// firstOutput keeps the first output of one row and makes the others 0.
func firstOutput(l graph.Layer) graph.Layer {
	return graph.Func(func(s *graph.Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
		y, err := l.Apply(s, x)
		if err != nil {
			return nil, err
		}
		keep := tensor.New(tensor.Of(y.Dtype()), tensor.WithShape(y.Shape()...))
		switch first := keep.Data().(type) {
		case []float64:
			first[0] = 1
		case []float32: // when Derive looks for parameters
			first[0] = 1
		}
		return gorgonia.HadamardProd(y, gorgonia.NewConstant(keep))
	})
}
