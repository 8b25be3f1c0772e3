package models

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"digits/graph"
)

// formula is a function of one number, as nodes compose it: exporters write GELU as
// five of them.
type formula struct {
	op   string  // "x" is the number itself; "linear" is a·f + b
	a, b float64 // settings
	of   []*formula
	size int
	said string // by text
}

// maxFormula bounds a formula's parts.
const maxFormula = 40

// argument is the number itself.
var argument = &formula{op: "x", size: 1, said: "x"}

func function(op string, a, b float64, of ...*formula) *formula {
	f := &formula{op: op, a: a, b: b, of: of, size: 1}
	for _, g := range of {
		f.size = min(f.size+g.size, maxFormula+1)
	}
	return f
}

// linear is a·f + b, and one with what f is of that kind.
func linear(f *formula, a, b float64) *formula {
	if f.op == "linear" {
		a, b, f = a*f.a, a*f.b+b, f.of[0]
	}
	if a == 1 && b == 0 {
		return f
	}
	return function("linear", a, b, f)
}

// product has numbers before it, and its factors in one order.
func product(f, g *formula) *formula {
	before := 1.0
	both := []*formula{f, g}
	for i, h := range both {
		if h.op == "linear" && h.a != 0 {
			before, both[i] = before*h.a, linear(h.of[0], 1, h.b/h.a)
		}
	}
	return linear(function("product", 0, 0, ordered(both)...), before, 0)
}

func added(f, g *formula) *formula { return function("add", 0, 0, ordered([]*formula{f, g})...) }

func ordered(both []*formula) []*formula {
	slices.SortFunc(both, func(f, g *formula) int { return cmp.Compare(f.text(), g.text()) })
	return both
}

// clip is f from a to b.
func clip(f *formula, a, b float64) *formula {
	if f.op == "clip" {
		a, b, f = min(max(f.a, a), b), min(max(f.b, a), b), f.of[0]
	}
	return function("clip", a, b, f)
}

// text writes a formula. Two that differ in the sixth digit of a number are one.
func (f *formula) text() string {
	if f.said == "" {
		f.said = f.write()
	}
	return f.said
}

func (f *formula) write() string {
	switch f.op {
	case "linear":
		return fmt.Sprintf("(%.5g*%s%+.5g)", f.a, f.of[0].text(), f.b)
	}
	var parts []string
	for _, g := range f.of {
		parts = append(parts, g.text())
	}
	settings := ""
	if f.a != 0 || f.b != 0 {
		settings = fmt.Sprintf("[%.5g %.5g]", f.a, f.b)
	}
	return f.op + settings + "(" + strings.Join(parts, ", ") + ")"
}

// plainer is the same formula of activations that there are, nil if it is made of
// them.
func (f *formula) plainer() *formula {
	switch {
	case f.op == "clip" && f.a != 0 && !math.IsInf(f.a, -1):
		return linear(function("clip", 0, f.b-f.a, linear(f.of[0], 1, -f.a)), 1, f.a)
	case f.op == "clip" && math.IsInf(f.a, -1) && !math.IsInf(f.b, 1):
		return linear(function("clip", -f.b, math.Inf(1), linear(f.of[0], -1, 0)), -1, 0)
	case f.op == "clip" && math.IsInf(f.a, -1):
		return f.of[0]
	case f.op == "negative":
		return linear(f.of[0], -1, 0)
	case f.op == "hardsigmoid":
		return clip(linear(f.of[0], f.a, f.b), 0, 1)
	case f.op == "selu":
		return linear(function("elu", f.a, 0, f.of[0]), f.b, 0)
	}
	return nil
}

// activation returns the activation that the formula is, nil for none.
func (f *formula) activation() graph.Activation {
	if a, ok := composed()[f.text()]; ok {
		return a
	}
	if a := f.withSettings(); a != nil {
		return a
	}
	if len(f.of) == 2 { // x less x from -t to t
		for i, g := range f.of {
			if f.op == "add" && f.of[1-i] == argument && g.op == "linear" && g.a == -1 && g.b == 0 {
				if c := g.of[0]; c.op == "clip" && c.b > 0 && c.a == -c.b && c.of[0] == argument {
					return graph.SoftShrink{Threshold: c.b}
				}
			}
		}
	}
	if len(f.of) != 1 || f.of[0] != argument {
		return nil
	}
	switch {
	case f.op == "elu" && f.a == 0, f.op == "leaky" && f.a == 0, f.op == "thresholded" && f.a == 0, f.op == "clip" && f.a == 0 && math.IsInf(f.b, 1):
		return graph.ReLU
	case f.op == "elu":
		return graph.ELU{Alpha: f.a}
	case f.op == "celu" && f.a > 0:
		return graph.CELU{Alpha: f.a}
	case f.op == "leaky":
		return graph.LeakyReLU{NegativeSlope: f.a}
	case f.op == "thresholded" && f.a > 0:
		return graph.ThresholdedReLU{Theta: f.a}
	case f.op == "shrink" && f.a > 0 && f.b == 0:
		return graph.HardShrink{Threshold: f.a}
	case f.op == "shrink" && f.a > 0 && f.a == f.b:
		return graph.SoftShrink{Threshold: f.a}
	case f.op == "clip" && f.a == 0 && f.b > 0:
		return graph.RectifiedLinear{MaxValue: f.b}
	}
	return nil
}

// composed are the activations without settings, by the formulas that exporters have
// for them.
var composed = sync.OnceValue(func() map[string]graph.Activation {
	x := argument
	of := func(op string, f *formula) *formula { return function(op, 0, 0, f) }
	sigmoidOf := func(f *formula) *formula { return of("sigmoid", f) }
	six := clip(linear(x, 1, 3), 0, 6)
	erf := linear(of("erf", linear(x, math.Sqrt2/2, 0)), 1, 1)
	tanhOf := func(cube *formula) *formula {
		inner := linear(added(x, linear(cube, 0.044715, 0)), math.Sqrt(2/math.Pi), 0)
		return linear(product(x, linear(of("tanh", inner), 1, 1)), 0.5, 0)
	}
	exponential := linear(of("exp", linear(x, -1, 0)), 1, 1)
	activations := map[string]graph.Activation{
		function("selu", 1.67326319217681884765625, 1.05070102214813232421875, x).text(): graph.SELU,
		function("hardsigmoid", 1./6, 0.5, x).text():                                     graph.HardSigmoid,
		function("hardsigmoid", 0.2, 0.5, x).text():                                      graph.HardSigmoidKeras2,
		function("hardsigmoid", 0.5, 0.5, x).text():                                      graph.SparseSigmoid,
		clip(linear(x, 1./6, 0.5), 0, 1).text():                                          graph.HardSigmoid,
		clip(linear(x, 0.2, 0.5), 0, 1).text():                                           graph.HardSigmoidKeras2,
		linear(six, 1./6, 0).text():                                                      graph.HardSigmoid,
		linear(product(x, six), 1./6, 0).text():                                          graph.HardSiLU,
		product(x, function("hardsigmoid", 1./6, 0.5, x)).text():                         graph.HardSiLU,
		clip(x, 0, 6).text():                                                             graph.ReLU6,
		clip(x, -1, 1).text():                                                            graph.HardTanh,
		product(x, sigmoidOf(x)).text():                                                  graph.SiLU,
		function("quotient", 0, 0, x, exponential).text():                                graph.SiLU,
		function("reciprocal", 0, 0, exponential).text():                                 graph.Sigmoid,
		function("quotient", 0, 0, x, linear(of("abs", x), 1, 1)).text():                 graph.Softsign,
		added(x, linear(of("tanh", x), -1, 0)).text():                                    graph.TanhShrink,
		linear(of("softplus", linear(x, -1, 0)), -1, 0).text():                           graph.LogSigmoid,
		of("log", sigmoidOf(x)).text():                                                   graph.LogSigmoid,
		of("log", of("softmax", x)).text():                                               graph.LogSoftmax,
		of("log", linear(of("exp", x), 1, 1)).text():                                     graph.Softplus,
		product(x, of("tanh", of("softplus", x))).text():                                 graph.Mish,
		linear(product(x, erf), 0.5, 0).text():                                           graph.GELU{},
		tanhOf(function("power", 3, 0, x)).text():                                        graph.GELU{Approximate: true},
		tanhOf(product(x, product(x, x))).text():                                         graph.GELU{Approximate: true},
		tanhOf(product(x, function("power", 2, 0, x))).text():                            graph.GELU{Approximate: true},
		of("gelu", x).text():                                                             graph.GELU{},
		of("gelutanh", x).text():                                                         graph.GELU{Approximate: true},
		sparsePlus().text():                                                              graph.SparsePlus,
		gated().text():                                                                   graph.GLU,
		sparsemax().text():                                                               graph.Sparsemax,
		of("hardswish", x).text():                                                        graph.HardSiLU,
	}
	for op, a := range map[string]graph.Activation{
		"relu": graph.ReLU, "sigmoid": graph.Sigmoid, "tanh": graph.Tanh, "softplus": graph.Softplus, "softsign": graph.Softsign,
		"exp": graph.Exponential, "mish": graph.Mish, "swish": graph.SiLU, "softmax": graph.Softmax, "logsoftmax": graph.LogSoftmax,
	} {
		activations[of(op, x).text()] = a
	}
	return activations
})
