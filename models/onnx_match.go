package models

import (
	"cmp"
	"math"
	"slices"

	"digits/graph"
)

// What activations with settings are as formulas, where more than one operator makes
// them.

// squareplus is max(0, x) + b/2 / (|x| + √(x²+b)), as graph writes it.
func squareplus(b float64) *formula {
	root := function("sqrt", 0, 0, linear(product(argument, argument), 1, b))
	below := function("reciprocal", 0, 0, added(function("abs", 0, 0, argument), root))
	return added(function("relu", 0, 0, argument), linear(below, b/2, 0))
}

// sparsePlus is (x from -1 to 1, + 1)²/4 + max(0, x - 1).
func sparsePlus() *formula {
	r := linear(clip(argument, -1, 1), 1, 1)
	return added(linear(product(r, r), 0.25, 0), function("relu", 0, 0, linear(argument, 1, -1)))
}

// gated is the first half of x times the sigmoid of the second.
func gated() *formula {
	return product(function("half", 1, 0, argument), function("sigmoid", 0, 0, function("half", 2, 0, argument)))
}

// sparsemax is max(0, x - tau), tau the largest of the sums of the k largest numbers
// less 1, over k.
func sparsemax() *formula {
	sums := linear(function("cumulated", 0, 0, function("sorted", 0, 0, argument)), 1, -1)
	tau := function("rowmax", 0, 0, function("byrank", 0, 0, sums))
	return function("relu", 0, 0, added(argument, linear(tau, -1, 0)))
}

// find returns the first part of a formula of that kind, nil for none.
func (f *formula) find(op string) *formula {
	if f.op == op {
		return f
	}
	for _, g := range f.of {
		if found := g.find(op); found != nil {
			return found
		}
	}
	return nil
}

// withSettings returns the activation of several parts that a formula is, nil for none.
func (f *formula) withSettings() graph.Activation {
	switch {
	case f.op == "linear" && f.a == 0.5: // as TensorFlow writes it
		root := f.find("sqrt")
		if root != nil && root.of[0].op == "linear" && linear(added(argument, function("sqrt", 0, 0, linear(product(argument, argument), 1, root.of[0].b))), 0.5, 0).text() == f.text() {
			return graph.Squareplus{B: root.of[0].b}
		}
	case f.op == "add":
		root := f.find("sqrt")
		if root != nil && root.of[0].op == "linear" && squareplus(root.of[0].b).text() == f.text() {
			return graph.Squareplus{B: root.of[0].b}
		}
	case f.op == "clip" && math.IsInf(f.a, -1) && f.b > 0 && f.of[0].op == "leaky" && f.of[0].of[0] == argument && f.of[0].a > 0:
		return graph.RectifiedLinear{MaxValue: f.b, NegativeSlope: f.of[0].a}
	case f.op == "where" && f.of[0] == argument:
		return f.threshold()
	}
	return f.shrink()
}

// shrink is HardShrink or SoftShrink as PyTorch's exporters write them.
func (f *formula) shrink() graph.Activation {
	if f.op != "add" && f.op != "where" && f.op != "choose" {
		return nil
	}
	x, zero, t := argument, function("number", 0, 0), 0.0
	if from := f.find("where"); from != nil {
		t = from.a
	} else if from = f.find("above"); from != nil {
		t = from.a
	}
	if !(t > 0) {
		return nil
	}
	size := function("abs", 0, 0, x)
	nearer := added(x, linear(function("sign", 0, 0, x), -t, 0))
	below := function("below", -t, 0, x)
	switch f.text() {
	case function("where", t, 0, size, zero, x).text(),
		function("choose", 0, 0, function("or", 0, 0, ordered([]*formula{function("above", t, 0, x), below})...), x, zero).text():
		return graph.HardShrink{Threshold: t}
	case function("where", t, 0, size, function("linear", 0, 0, x), nearer).text(),
		added(function("where", t, 0, x, zero, linear(x, 1, -t)), function("choose", 0, 0, below, linear(x, 1, t), zero)).text():
		return graph.SoftShrink{Threshold: t}
	}
	return nil
}

// softplusEnd is from where on softplus is the number itself, to 4e-7.
const softplusEnd = 15

// threshold is a formula where x is above a number, another one elsewhere.
func (f *formula) threshold() graph.Activation {
	below, above := f.of[1], f.of[2]
	if above == argument && below.op == "number" {
		return graph.Threshold{Threshold: f.a, DefaultValue: below.a}
	}
	r := graph.RectifiedLinear{Threshold: f.a}
	switch {
	case f.a < 0:
		return nil
	case above.op == "clip" && math.IsInf(above.a, -1) && above.b > 0 && above.of[0] == argument:
		r.MaxValue = above.b
	case above != argument:
		return nil
	}
	switch {
	case below.op == "number" && below.a == 0:
		return r
	case below.op == "softplus" && below.of[0] == argument && above == argument && f.a >= softplusEnd:
		return graph.Softplus
	case below.op == "linear" && below.of[0] == argument && below.a > 0 && linear(argument, below.a, -below.a*f.a).text() == below.text():
		r.NegativeSlope = below.a
		return r
	}
	return nil
}

// maxLooks bounds the parts of formulas that are looked at: each costs a microsecond.
const maxLooks = 1 << 20

// behind returns the activation that a formula is of a part of it, and that part; nil for
// none: activations that follow one another.
func (n *onnxNetwork) behind(f *formula) (*formula, graph.Activation) {
	if n.looks += f.size * f.size; n.looks > maxLooks {
		return nil, nil
	}
	parts := f.parts(nil)
	slices.SortStableFunc(parts, func(g, h *formula) int { return cmp.Compare(h.size, g.size) })
	for _, g := range parts {
		part, by := g, argument
		if g.op == "linear" && g.a != 0 { // factors may have moved out of what it is in
			part, by = g.of[0], linear(argument, 1/g.a, -g.b/g.a)
		}
		if g == f || g == argument {
			continue
		}
		whole := f.replaced(part.text(), by)
		if whole.find("x of another") != nil {
			continue
		}
		if a := whole.activation(); a != nil {
			return g, a
		}
	}
	return nil, nil
}

// parts appends the formula and what it is made of.
func (f *formula) parts(all []*formula) []*formula {
	all = append(all, f)
	for _, g := range f.of {
		all = g.parts(all)
	}
	return all
}

// replaced is the formula with another part; where the number itself is elsewhere in it,
// that has another name.
func (f *formula) replaced(part string, by *formula) *formula {
	switch {
	case f.text() == part:
		return by
	case f == argument:
		return function("x of another", 0, 0)
	}
	of := make([]*formula, len(f.of))
	for i, g := range f.of {
		of[i] = g.replaced(part, by)
	}
	switch f.op {
	case "linear":
		return linear(of[0], f.a, f.b)
	case "product":
		return product(of[0], of[1])
	case "add":
		return added(of[0], of[1])
	case "clip":
		return clip(of[0], f.a, f.b)
	}
	return function(f.op, f.a, f.b, of...)
}
